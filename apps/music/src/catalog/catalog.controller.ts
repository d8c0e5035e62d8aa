import { Controller } from '@nestjs/common';
import { listArtists, listGenres, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { venueOf } from '@djamms/platform';
import { CatalogService } from './catalog.service';

@Controller()
export class CatalogController {
  constructor(private readonly catalog: CatalogService) {}

  @Handle(listGenres)
  async genres({ venueId }: InputOf<typeof listGenres>, call: Call): Promise<OutputOf<typeof listGenres>> {
    return this.catalog.genres(venueOf(call.identity, venueId));
  }

  @Handle(listArtists)
  async artists(
    { venueId, page, pageSize }: InputOf<typeof listArtists>,
    call: Call,
  ): Promise<OutputOf<typeof listArtists>> {
    return this.catalog.artists(venueOf(call.identity, venueId), page, pageSize);
  }
}
