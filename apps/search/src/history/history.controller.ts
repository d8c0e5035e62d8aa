import { Controller } from '@nestjs/common';
import {
  DomainError,
  clearSearchHistory,
  clickResult,
  commonErrors,
  getSearchAnalytics,
  listSearchHistory,
  rollUpSearches,
  trackErrors,
  type Identity,
  type InputOf,
  type OutputOf,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { Clock, personOf, requirePermission, requireService, venueOf, visitedVenueOf } from '@djamms/platform';
import { scopesOf } from '../documents/document-row';
import { SearchAnalytics } from './search-analytics.service';
import { type Person } from './search-entry';
import { SearchHistory } from './search-history.service';
import { SearchLog } from './search-log.service';

@Controller()
export class HistoryController {
  constructor(
    private readonly log: SearchLog,
    private readonly history: SearchHistory,
    private readonly analytics: SearchAnalytics,
    private readonly clock: Clock,
  ) {}

  @Handle(clickResult)
  async click(
    { venueId: given, query, trackId }: InputOf<typeof clickResult>,
    call: Call,
  ): Promise<OutputOf<typeof clickResult>> {
    const person = requirePerson(call.identity);
    const venueId = visitedVenueOf(call.identity, given);
    if (!(await this.history.isTrackOf(scopesOf(venueId), trackId)))
      throw new DomainError(trackErrors.track_not_found, 'The venue has no such track.');
    await this.log.flush();
    await this.history.click({ venueId, person, query, trackId, at: this.clock.now() });
    return { success: true };
  }

  @Handle(listSearchHistory)
  async list(
    { venueId, page, pageSize }: InputOf<typeof listSearchHistory>,
    call: Call,
  ): Promise<OutputOf<typeof listSearchHistory>> {
    const person = requirePerson(call.identity);
    await this.log.flush();
    const found = await this.history.list(person, venueId, { limit: pageSize, offset: (page - 1) * pageSize });
    return { ...found, page, pageSize };
  }

  @Handle(clearSearchHistory)
  async clear(
    { venueId }: InputOf<typeof clearSearchHistory>,
    call: Call,
  ): Promise<OutputOf<typeof clearSearchHistory>> {
    const person = requirePerson(call.identity);
    await this.log.flush();
    return { deleted: await this.history.clear(person, venueId) };
  }

  @Handle(getSearchAnalytics)
  async read(
    { venueId, days, limit }: InputOf<typeof getSearchAnalytics>,
    call: Call,
  ): Promise<OutputOf<typeof getSearchAnalytics>> {
    requirePermission(call.identity, 'system:read');
    return this.analytics.of(venueOf(call.identity, venueId), days, limit);
  }

  @Handle(rollUpSearches)
  async rollUp(_: InputOf<typeof rollUpSearches>, call: Call): Promise<OutputOf<typeof rollUpSearches>> {
    requireService(call.identity);
    await this.log.flush();
    return this.analytics.rollUp();
  }
}

/** @throws DomainError `unauthenticated` */
function requirePerson(identity: Identity): Person {
  const person = personOf(identity);
  if (person) return person;
  throw new DomainError(commonErrors.unauthenticated, 'Sign in, or open the venue’s page, first.');
}
