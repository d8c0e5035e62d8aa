import {
  getPlaybackState,
  reportPlayer,
  updateRequestRules,
  type RequestRules,
  addToQueue,
  sendCommand,
  trackCreated,
  type CommandName,
  type OutputOf,
  type PlaybackState,
  type TrackSummary,
} from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, trackSummary, type TestSystem } from '@djamms/testing';
import { getTrackSummaries } from '@djamms/contracts';
import { playlistService } from '../src/service';

/** The playlist service alone; music, which it asks for tracks it never heard of, knows none. */
export const startPlaylistSystem = (known: readonly TrackSummary[] = []): Promise<TestSystem> =>
  startTestSystem({
    services: [playlistService],
    prepare: (tap) =>
      tap.fake(getTrackSummaries, ({ ids }) => ({ items: known.filter((track) => ids.includes(track.id)) })),
  });

/** A venue with its owner, as a test plays with it. */
export class TestVenue {
  readonly owner = ownerIdentity();
  readonly id = this.owner.venueId;

  constructor(readonly system: TestSystem) {}

  get asOwner() {
    return this.system.as(this.owner);
  }

  /** Tracks that the service has learned of from music. */
  async library(count: number, overrides: Partial<TrackSummary> = {}): Promise<TrackSummary[]> {
    const tracks = Array.from({ length: count }, () => trackSummary({ venueId: this.id, ...overrides }));
    for (const track of tracks) await this.system.messages.publish(trackCreated, { track });
    const ids = tracks.map(({ id }) => id);
    await eventually(async () => {
      const found = await this.system.database.query('SELECT id FROM playlist.known_tracks WHERE id = ANY($1)', [ids]);
      expect(found).toHaveLength(count);
    });
    return tracks;
  }

  /** The first of some tracks plays; the others are in the library only. */
  async playing(count: number): Promise<TrackSummary[]> {
    const tracks = await this.library(count);
    await this.add(tracks[0]!);
    await this.command('PLAY');
    return tracks;
  }

  /** The player says that the current song is over. */
  async end(): Promise<void> {
    const itemId = (await this.state()).nowPlaying.item_id ?? '';
    const report = { venueId: this.id, state: 'ended', currentTime: 180, itemId } as const;
    await this.asOwner.request(reportPlayer, report);
  }

  changeRules(changed: Partial<RequestRules>): Promise<RequestRules> {
    return this.asOwner.request(updateRequestRules, { id: this.id, ...changed });
  }

  add(track: TrackSummary, more: { position?: 'end' | 'next' | number; action?: 'quick'; commandId?: string } = {}) {
    return this.asOwner.request(addToQueue, { venueId: this.id, trackId: track.id, ...more });
  }

  command(command: CommandName, value?: string | number, commandId?: string): Promise<OutputOf<typeof sendCommand>> {
    return this.asOwner.request(sendCommand, { venueId: this.id, command, value, commandId });
  }

  state(): Promise<PlaybackState> {
    return this.asOwner.request(getPlaybackState, { id: this.id });
  }

  async titles(): Promise<string[]> {
    return (await this.state()).queue.active_queue.map(({ title }) => title);
  }
}
