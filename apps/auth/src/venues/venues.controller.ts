import { Controller } from '@nestjs/common';
import {
  createVenue,
  findVenue,
  getVenue,
  listVenues,
  updateVenue,
  type InputOf,
  type OutputOf,
  type Venue,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requireService, requireUser } from '@djamms/platform';
import { VenuesService } from './venues.service';

@Controller()
export class VenuesController {
  constructor(private readonly venues: VenuesService) {}

  @Handle(listVenues)
  async list(_: InputOf<typeof listVenues>, call: Call): Promise<{ items: Venue[] }> {
    return { items: await this.venues.list(requireUser(call.identity)) };
  }

  @Handle(createVenue)
  create(input: InputOf<typeof createVenue>, call: Call): Promise<Venue> {
    return this.venues.create(input, call);
  }

  @Handle(getVenue)
  get({ id }: InputOf<typeof getVenue>, call: Call): Promise<Venue> {
    return this.venues.get(id, call);
  }

  @Handle(updateVenue)
  update({ id, ...change }: InputOf<typeof updateVenue>, call: Call): Promise<Venue> {
    return this.venues.update(id, change, call);
  }

  @Handle(findVenue)
  async find({ slug }: InputOf<typeof findVenue>, call: Call): Promise<OutputOf<typeof findVenue>> {
    requireService(call.identity);
    const venue = await this.venues.findByAddress(slug);
    if (!venue) throw this.venues.notFound();
    return venue;
  }
}
