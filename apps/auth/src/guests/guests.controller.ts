import { Controller } from '@nestjs/common';
import { openGuestSession, type GuestSession, type InputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { GuestsService } from './guests.service';

@Controller()
export class GuestsController {
  constructor(private readonly guests: GuestsService) {}

  @Handle(openGuestSession)
  open(input: InputOf<typeof openGuestSession>, call: Call): Promise<GuestSession> {
    return this.guests.open(input, call);
  }
}
