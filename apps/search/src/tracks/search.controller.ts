import { Controller } from '@nestjs/common';
import { searchTracks, suggest, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { visitedVenueOf } from '@djamms/platform';
import { SearchEngines } from '../engine/search-engines.service';

@Controller()
export class SearchController {
  constructor(private readonly engines: SearchEngines) {}

  @Handle(searchTracks)
  async search(input: InputOf<typeof searchTracks>, call: Call): Promise<OutputOf<typeof searchTracks>> {
    const startedAt = performance.now();
    const { venueId, q: text, page, pageSize, ...filters } = input;
    const result = await this.engines.search(visitedVenueOf(call.identity, venueId), { text, filters, page, pageSize });
    return { ...result, page, pageSize, tookMs: Math.round((performance.now() - startedAt) * 10) / 10 };
  }

  @Handle(suggest)
  async suggest({ venueId, q, limit }: InputOf<typeof suggest>, call: Call): Promise<OutputOf<typeof suggest>> {
    return { items: await this.engines.suggest(visitedVenueOf(call.identity, venueId), q, limit) };
  }
}
