import { setTimeout as sleep } from 'node:timers/promises';
import {
  DomainError,
  commonErrors,
  exportTracks,
  trackCreated,
  trackDeleted,
  trackPlayed,
  trackUpdated,
  type TrackSummary,
} from '@djamms/contracts';
import { trackSummary, type MessageTap } from '@djamms/testing';

/** Stands for music: holds tracks, tells every change of them, and gives them all when it is asked to. */
export class TestLibrary {
  readonly tracks = new Map<string, TrackSummary>();
  /** Pages that were asked for. */
  exports = 0;
  /** So long each page takes. Milliseconds. */
  pageTakes = 0;
  /** A page that begins behind so many tracks is refused: nobody is through with the library before the test wants it. */
  reach = Infinity;
  /** What a test added by name and looks for: `change` leaves it alone. */
  private readonly named = new Set<string>();

  constructor(
    private readonly venueId: string,
    private readonly messages: () => MessageTap,
  ) {}

  /** Without telling anybody. */
  hold(count: number, overrides: (index: number) => Partial<TrackSummary> = () => ({})): void {
    for (let index = 0; index < count; index++) {
      const track = trackSummary({ venueId: this.venueId, ...overrides(index) });
      this.tracks.set(track.id, track);
    }
  }

  async serve(tap: MessageTap): Promise<void> {
    await tap.fake(exportTracks, async ({ after, limit }) => {
      this.exports += 1;
      const all = [...this.tracks.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
      const rest = all.filter(({ id }) => after === undefined || id > after);
      if (all.length - rest.length >= this.reach)
        throw new DomainError(commonErrors.service_unavailable, 'The library gives no more for now.');
      const items = rest.slice(0, limit);
      // What changes now is not in the page any more.
      await sleep(this.pageTakes);
      return { items };
    });
  }

  async add(overrides: Partial<TrackSummary> = {}): Promise<TrackSummary> {
    const track = trackSummary({ venueId: this.venueId, ...overrides });
    this.named.add(track.id);
    await this.create(track);
    return track;
  }

  async rename(id: string, title: string): Promise<void> {
    const track = this.get(id);
    const renamed = { ...track, title, version: track.version + 1 };
    this.tracks.set(id, renamed);
    await this.messages().publish(trackUpdated, { track: renamed, fields: ['title'] });
  }

  async play(id: string): Promise<void> {
    const track = this.get(id);
    const played = { ...track, playCount: track.playCount + 1, popularity: track.popularity + 1 };
    this.tracks.set(id, played);
    const { playCount, popularity } = played;
    await this.messages().publish(trackPlayed, {
      trackId: id,
      venueId: this.venueId,
      durationPlayed: 180,
      playCount,
      popularity,
    });
  }

  async remove(id: string): Promise<void> {
    const { venueId, fileId, title } = this.get(id);
    this.tracks.delete(id);
    await this.messages().publish(trackDeleted, { trackId: id, venueId, fileId, title });
  }

  /** Some change of some track that no test asks for, by the number of the step: all kinds of them come in turn. */
  async change(step: number): Promise<void> {
    const ids = [...this.tracks.keys()].filter((each) => !this.named.has(each));
    const id = ids[(step * 7) % ids.length];
    if (id === undefined || step % 4 === 0) {
      return this.create(trackSummary({ venueId: this.venueId, title: `Added ${step}` }));
    }
    if (step % 4 === 1) return this.rename(id, `Renamed ${step}`);
    return step % 4 === 2 ? this.play(id) : this.remove(id);
  }

  private async create(track: TrackSummary): Promise<void> {
    this.tracks.set(track.id, track);
    await this.messages().publish(trackCreated, { track });
  }

  private get(id: string): TrackSummary {
    const track = this.tracks.get(id);
    if (!track) throw new Error('The library has no such track');
    return track;
  }
}
