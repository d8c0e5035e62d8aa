import { Controller } from '@nestjs/common';
import { listHistory, recordPlay, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { venueOf } from '@djamms/platform';
import { PlaysService } from './plays.service';

@Controller()
export class PlaysController {
  constructor(private readonly plays: PlaysService) {}

  @Handle(recordPlay)
  async record(input: InputOf<typeof recordPlay>, call: Call): Promise<OutputOf<typeof recordPlay>> {
    return this.plays.report(input, call);
  }

  @Handle(listHistory)
  async list(
    { venueId, page, pageSize }: InputOf<typeof listHistory>,
    call: Call,
  ): Promise<OutputOf<typeof listHistory>> {
    return this.plays.history(venueOf(call.identity, venueId), page, pageSize);
  }
}
