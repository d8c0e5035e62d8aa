import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  defaultRequestRules,
  type InputOf,
  type OutputOf,
  type PlaybackState,
  type listQueue,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { readList, readQueue } from './store/queue-reader';
import { VenueStore } from './store/venue-store';
import { toMasterPlayer, toNowPlaying } from './view/now-playing';

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
      const queue = await readQueue(manager, state);
      const serverTime = this.clock.now().getTime();
      return {
        venueId,
        revision: state.revision,
        serverTime,
        nowPlaying: toNowPlaying(state, serverTime),
        queue,
        settings: state.settings,
        player: state.master && toMasterPlayer(state.master),
        requestRules: defaultRequestRules,
        alerts: [],
      };
    });
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
