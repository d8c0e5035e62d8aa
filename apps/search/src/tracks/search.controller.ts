import { Controller } from '@nestjs/common';
import { searchTracks, suggest, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { personOf, visitedVenueOf } from '@djamms/platform';
import { SearchEngines } from '../engine/search-engines.service';
import { SearchLog } from '../history/search-log.service';

@Controller()
export class SearchController {
  constructor(
    private readonly engines: SearchEngines,
    private readonly log: SearchLog,
  ) {}

  @Handle(searchTracks)
  async search(input: InputOf<typeof searchTracks>, call: Call): Promise<OutputOf<typeof searchTracks>> {
    const startedAt = performance.now();
    const { venueId, q: text, page, pageSize, ...filters } = input;
    const venue = visitedVenueOf(call.identity, venueId);
    const result = await this.engines.search(venue, { text, filters, page, pageSize });
    const person = personOf(call.identity);
    if (person && page === 1)
      this.log.note({ venueId: venue, person, query: text, filters, resultCount: result.total });
    return { ...result, page, pageSize, tookMs: Math.round((performance.now() - startedAt) * 10) / 10 };
  }

  @Handle(suggest)
  async suggest({ venueId, q, limit }: InputOf<typeof suggest>, call: Call): Promise<OutputOf<typeof suggest>> {
    return { items: await this.engines.suggest(visitedVenueOf(call.identity, venueId), q, limit) };
  }
}
