import { type Api } from '@djamms/client';
import { type Track, getTrack, streamTrack } from '@djamms/contracts';

/** What is needed to play a track before the venue says that it plays. */
export interface TrackSource {
  url: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** An address this close to its end (ms) is asked for anew: a song has to be read through to its last byte. */
const margin = 30 * 60_000;
const maxKept = 50;

/** Signed addresses of tracks, kept while they are valid. */
export class TrackSources {
  private readonly known = new Map<string, TrackSource>();
  private readonly tracks = new Map<string, Track>();

  constructor(
    private readonly api: Api,
    private readonly now: () => number,
  ) {}

  /** Rejects with DomainError when the track cannot be streamed or the server cannot be reached. */
  async urlOf(trackId: string): Promise<string> {
    const known = this.known.get(trackId);
    if (known !== undefined && known.expiresAt - margin > this.now()) return known.url;
    const path = `/music/tracks/${encodeURIComponent(trackId)}/stream?url=true`;
    const answer = await this.api.raw({ method: 'GET', path, body: undefined, output: streamTrack.output });
    this.keep(trackId, { url: answer.url, expiresAt: Date.parse(answer.expiresAt) });
    return answer.url;
  }

  /** An address that did not work is not offered again. */
  forget(trackId: string): void {
    this.known.delete(trackId);
  }

  /** The track's measurements, once `prepare` has read them. */
  trackOf(trackId: string): Track | undefined {
    return this.tracks.get(trackId);
  }

  async prepare(trackId: string): Promise<string> {
    const [url, track] = await Promise.all([this.urlOf(trackId), this.api.call(getTrack, { id: trackId })]);
    if (this.tracks.size >= maxKept) this.tracks.clear();
    this.tracks.set(trackId, track);
    return url;
  }

  private keep(trackId: string, source: TrackSource): void {
    if (this.known.size >= maxKept) this.known.clear();
    this.known.set(trackId, source);
  }
}
