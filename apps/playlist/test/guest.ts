import { randomUUID } from 'node:crypto';
import {
  createRequest,
  getPlaybackState,
  listMyRequests,
  type GuestIdentity,
  type OutputOf,
  type PlaybackState,
  type TrackSummary,
} from '@djamms/contracts';
import { type TestSystem } from '@djamms/testing';

/** Somebody at a venue's kiosk. */
export class Guest {
  readonly identity: GuestIdentity;

  constructor(
    private readonly system: TestSystem,
    venueId: string,
  ) {
    this.identity = { kind: 'guest', guestId: randomUUID(), venueId };
  }

  get caller() {
    return this.system.as(this.identity);
  }

  ask(
    track: Pick<TrackSummary, 'id'> & Partial<TrackSummary>,
    more: { commandId?: string; paymentId?: string } = {},
  ): Promise<OutputOf<typeof createRequest>> {
    const song = { trackId: track.id, title: track.title, artist: track.artist };
    return this.caller.request(createRequest, { venueId: this.identity.venueId, song, ...more });
  }

  async mine(): Promise<OutputOf<typeof listMyRequests>['items']> {
    return (await this.caller.request(listMyRequests, { venueId: this.identity.venueId })).items;
  }

  state(venueId = this.identity.venueId): Promise<PlaybackState> {
    return this.caller.request(getPlaybackState, { id: venueId });
  }
}
