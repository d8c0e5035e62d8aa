import { Controller } from '@nestjs/common';
import {
  approveRequest,
  createRequest,
  getKiosk,
  listMyRequests,
  listRequests,
  rejectRequest,
  updateRequestRules,
  withdrawRequest,
  type InputOf,
  type OutputOf,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { personOf, requirePermission, requireUser, requireVenue, requireVisit } from '@djamms/platform';
import { KioskService } from './kiosk.service';
import { RequestsReader } from './requests.reader';
import { RequestsService } from './requests.service';

@Controller()
export class RequestsController {
  constructor(
    private readonly requests: RequestsService,
    private readonly reader: RequestsReader,
    private readonly kiosks: KioskService,
  ) {}

  @Handle(createRequest)
  create(input: InputOf<typeof createRequest>, call: Call): Promise<OutputOf<typeof createRequest>> {
    return this.requests.create(input, call);
  }

  @Handle(listRequests)
  async list(input: InputOf<typeof listRequests>, call: Call): Promise<OutputOf<typeof listRequests>> {
    requirePermission(call.identity, 'playlists:read');
    requireVenue(call.identity, input.venueId);
    return this.reader.list(input);
  }

  @Handle(listMyRequests)
  async mine({ venueId }: InputOf<typeof listMyRequests>, call: Call): Promise<OutputOf<typeof listMyRequests>> {
    requireVisit(call.identity, venueId);
    return this.reader.mine(venueId, (personOf(call.identity) ?? { id: requireUser(call.identity).userId }).id);
  }

  @Handle(approveRequest)
  async approve({ id }: InputOf<typeof approveRequest>, call: Call): Promise<OutputOf<typeof approveRequest>> {
    requirePermission(call.identity, 'playlists:write');
    return this.requests.approve(id, call);
  }

  @Handle(rejectRequest)
  async reject(input: InputOf<typeof rejectRequest>, call: Call): Promise<OutputOf<typeof rejectRequest>> {
    requirePermission(call.identity, 'playlists:write');
    return this.requests.reject(input, call);
  }

  @Handle(withdrawRequest)
  withdraw({ id }: InputOf<typeof withdrawRequest>, call: Call): Promise<OutputOf<typeof withdrawRequest>> {
    return this.requests.withdraw(id, call);
  }

  @Handle(updateRequestRules)
  async changeRules(
    input: InputOf<typeof updateRequestRules>,
    call: Call,
  ): Promise<OutputOf<typeof updateRequestRules>> {
    requirePermission(call.identity, 'playlists:write');
    return this.requests.changeRules(input, call);
  }

  /** For everybody. */
  @Handle(getKiosk)
  kiosk({ slug }: InputOf<typeof getKiosk>, call: Call): Promise<OutputOf<typeof getKiosk>> {
    return this.kiosks.show(slug, call);
  }
}
