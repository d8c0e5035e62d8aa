import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type InputOf, type OutputOf, type PlaybackState, type getKiosk, type listQueue } from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { type VenueState } from './domain/state';
import { readList, readQueue } from './store/queue-reader';
import { VenueStore } from './store/venue-store';
import { countVotes } from './store/votes';
import { toMasterPlayer, toNowPlaying } from './view/now-playing';

type KioskFields = 'revision' | 'serverTime' | 'nowPlaying' | 'queue' | 'rules';

/** Shows a venue's playback. State and lists are read in one snapshot, so they belong to one revision. */
@Injectable()
export class PlaybackReader {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly venues: VenueStore,
    private readonly clock: Clock,
  ) {}

  state(venueId: string, call: Call): Promise<PlaybackState> {
    return this.inSnapshot(async (manager) => {
      const state = await this.venues.read(manager, venueId, call.identity);
      return {
        venueId,
        ...(await this.picture(manager, state)),
        settings: state.settings,
        player: state.master && toMasterPlayer(state.master),
        requestRules: state.requestRules,
        // What staff has to look after is nothing for guests.
        alerts: [...state.alerts],
      };
    });
  }

  /** What guests see before anything else, of a venue that exists. The queries are few, however many songs wait. */
  kiosk(venueId: string): Promise<Pick<OutputOf<typeof getKiosk>, KioskFields>> {
    return this.inSnapshot(async (manager) => {
      const state = await this.venues.show(manager, venueId);
      return { ...(await this.picture(manager, state)), rules: state.requestRules };
    });
  }

  private async picture(
    manager: EntityManager,
    state: VenueState,
  ): Promise<Pick<PlaybackState, 'revision' | 'serverTime' | 'nowPlaying' | 'queue'>> {
    const { deck, venueId, revision } = state;
    const votes = deck ? await countVotes(manager, venueId, deck.item.song.trackId) : 0;
    const queue = await readQueue(manager, state);
    const serverTime = this.clock.now().getTime();
    return { revision, serverTime, nowPlaying: toNowPlaying(state, serverTime, votes), queue };
  }

  queue(input: InputOf<typeof listQueue>, call: Call): Promise<OutputOf<typeof listQueue>> {
    const { venueId, list, page, pageSize } = input;
    return this.inSnapshot(async (manager) => {
      const state = await this.venues.read(manager, venueId, call.identity);
      const items = await readList(manager, state, list, pageSize, (page - 1) * pageSize);
      return { items, total: state.counts[list], page, pageSize, revision: state.revision };
    });
  }

  private inSnapshot<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', work);
  }
}
