import { type Api } from '@djamms/client';
import { streamTrack } from '@djamms/contracts';
import { type AudioShelf } from './offline/audio-shelf';
import { type Source } from './sound/source';

interface Address {
  url: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** An address this close to its end (ms) is asked for anew: a song has to be read through to its last byte. */
const margin = 30 * 60_000;
const maxKept = 50;

/** Where songs come from: this device where it has them, else a signed address of the server. */
export class TrackSources {
  private readonly addresses = new Map<string, Address>();

  constructor(
    private readonly api: Api,
    private readonly shelf: AudioShelf,
    private readonly now: () => number,
  ) {}

  /** Rejects with DomainError when the track is not here and can't be streamed, or the server can't be reached. */
  async open(trackId: string): Promise<Source> {
    const blob = await this.shelf.read(trackId);
    if (blob === null) return { url: await this.addressOf(trackId), from: 'network', release: () => undefined };
    const url = URL.createObjectURL(blob);
    return { url, from: 'device', release: () => URL.revokeObjectURL(url) };
  }

  async addressOf(trackId: string): Promise<string> {
    const known = this.addresses.get(trackId);
    if (known !== undefined && known.expiresAt - margin > this.now()) return known.url;
    const path = `/music/tracks/${encodeURIComponent(trackId)}/stream?url=true`;
    const answer = await this.api.raw({ method: 'GET', path, body: undefined, output: streamTrack.output });
    if (this.addresses.size >= maxKept) this.addresses.clear();
    this.addresses.set(trackId, { url: answer.url, expiresAt: Date.parse(answer.expiresAt) });
    return answer.url;
  }

  /** What did not work is not offered again: neither the address nor the copy on this device. */
  async distrust(trackId: string, from: Source['from'] | null): Promise<void> {
    this.addresses.delete(trackId);
    if (from === 'device') await this.shelf.discard(trackId);
  }
}
