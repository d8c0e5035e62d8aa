import { type VenueSnapshot } from '@djamms/client';
import { type PlaybackState } from '@djamms/contracts';
import { type AudioShelf } from './offline/audio-shelf';
import { type FactBook } from './offline/device-memory';

export interface PlayerSnapshot {
  /** `idle` before the first click, `master` while this window makes the sound, `follower` while another one does. */
  role: 'idle' | 'starting' | 'master' | 'follower';
  /** The master is another window of this same browser. */
  sameBrowser: boolean;
  /** Trouble with sound or registration, in words. */
  problem: string | null;
  line: VenueSnapshot['connection'];
  /** The room's music comes from this device alone. */
  isAlone: boolean;
  /** What plays and follows: the venue's word, or this player's while it is alone. */
  shown: PlaybackState | null;
  /** Songs that would be heard without the server. */
  kept: { songs: number; seconds: number };
}

const nothing: PlayerSnapshot = {
  role: 'idle',
  sameBrowser: false,
  problem: null,
  line: 'connecting',
  isAlone: false,
  shown: null,
  kept: { songs: 0, seconds: 0 },
};

/** What people see of a player window. */
export class Showcase {
  private snapshot = nothing;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): PlayerSnapshot => this.snapshot;

  publish(fields: Partial<PlayerSnapshot>): void {
    const isNews = Object.entries(fields).some(
      ([name, value]) => this.snapshot[name as keyof PlayerSnapshot] !== value,
    );
    if (!isNews) return;
    this.snapshot = { ...this.snapshot, ...fields };
    for (const listener of this.listeners) listener();
  }

  reset(): void {
    const { line, shown, kept } = this.snapshot;
    this.publish({ ...nothing, line, shown, kept });
  }

  /** How long the music lasts that is on this device, none of it twice. */
  count(shelf: AudioShelf, facts: FactBook, state: PlaybackState | null, rotation: readonly string[]): void {
    const waiting = [...(state?.queue.priority_queue ?? []), ...(state?.queue.active_queue ?? [])];
    const tracks = new Set([...waiting.map(({ track_id }) => track_id), ...rotation]);
    const here = [...tracks].filter((trackId) => trackId !== null && shelf.hasTrack(trackId));
    const seconds = here.reduce((sum, trackId) => sum + (facts.get(trackId ?? '')?.duration ?? 0), 0);
    if (seconds !== this.snapshot.kept.seconds || here.length !== this.snapshot.kept.songs)
      this.publish({ kept: { songs: here.length, seconds } });
  }
}
