import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  requestErrors,
  type InputOf,
  type OutputOf,
  type RequestAnswer,
  type RequestWait,
  type SongRequest,
  type listMyRequests,
  type listRequests,
} from '@djamms/contracts';
import { Clock } from '@djamms/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { listOf, listOfRequester, readRequests } from './store/request-reader';
import { VenueStore } from './store/venue-store';
import { findWaits } from './store/waits';

/** A guest is shown this much of what they asked for. */
const shownToGuests = { requests: 50, ms: 24 * 3_600_000 };

type Waiting = OutputOf<typeof listMyRequests>['items'];

/** Shows requests, and how long they wait. Each answer is read in one snapshot. */
@Injectable()
export class RequestsReader {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly venues: VenueStore,
    private readonly clock: Clock,
  ) {}

  list(input: InputOf<typeof listRequests>): Promise<OutputOf<typeof listRequests>> {
    const { page, pageSize } = input;
    return this.inSnapshot(async (manager) => ({ ...(await listOf(manager, input)), page, pageSize }));
  }

  mine(venueId: string, requesterId: string): Promise<OutputOf<typeof listMyRequests>> {
    const since = new Date(this.clock.now().getTime() - shownToGuests.ms);
    return this.inSnapshot(async (manager) => {
      const requests = await listOfRequester(manager, venueId, requesterId, since, shownToGuests.requests);
      return { items: await this.withWaits(manager, venueId, requests) };
    });
  }

  /** @throws DomainError `request_not_found` */
  answer(requestId: string, duplicate: boolean): Promise<RequestAnswer> {
    return this.inSnapshot(async (manager) => {
      const [request] = await readRequests(manager, [requestId]);
      if (!request) throw new DomainError(requestErrors.request_not_found, 'There is no such request.');
      const [item] = await this.withWaits(manager, request.venueId, [request]);
      return { success: true, request, wait: item?.wait ?? null, duplicate };
    });
  }

  private async withWaits(manager: EntityManager, venueId: string, requests: readonly SongRequest[]): Promise<Waiting> {
    const itemIds = requests.flatMap(({ status, itemId }) => (status === 'queued' && itemId ? [itemId] : []));
    const waits =
      itemIds.length > 0
        ? await findWaits(manager, await this.venues.show(manager, venueId), itemIds, this.clock.now().getTime())
        : new Map<string, RequestWait>();
    return requests.map((request) => ({ request, wait: waits.get(request.itemId ?? '') ?? null }));
  }

  private inSnapshot<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', work);
  }
}
