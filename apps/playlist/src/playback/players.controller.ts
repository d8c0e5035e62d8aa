import { Controller } from '@nestjs/common';
import {
  auditHeartbeats,
  heartbeatPlayer,
  readyPlayer,
  reconcilePlayer,
  registerPlayer,
  reportPlayer,
  reportPlayerError,
  type InputOf,
  type OutputOf,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requirePermission, requireService } from '@djamms/platform';
import { CatchUpService } from './catch-up.service';
import { PlayersService } from './players.service';

@Controller()
export class PlayersController {
  constructor(
    private readonly players: PlayersService,
    private readonly catchUp: CatchUpService,
  ) {}

  @Handle(registerPlayer)
  register(input: InputOf<typeof registerPlayer>, call: Call): Promise<OutputOf<typeof registerPlayer>> {
    requirePermission(call.identity, 'playlists:write');
    return this.players.register(input, call);
  }

  @Handle(heartbeatPlayer)
  heartbeat(input: InputOf<typeof heartbeatPlayer>, call: Call): Promise<OutputOf<typeof heartbeatPlayer>> {
    requirePermission(call.identity, 'playlists:write');
    return this.players.heartbeat(input, call);
  }

  @Handle(readyPlayer)
  ready(input: InputOf<typeof readyPlayer>, call: Call): Promise<OutputOf<typeof readyPlayer>> {
    requirePermission(call.identity, 'playlists:write');
    return this.players.ready(input, call);
  }

  @Handle(reportPlayer)
  report(input: InputOf<typeof reportPlayer>, call: Call): Promise<OutputOf<typeof reportPlayer>> {
    requirePermission(call.identity, 'playlists:write');
    return this.players.report(input, call);
  }

  @Handle(reportPlayerError)
  fail(input: InputOf<typeof reportPlayerError>, call: Call): Promise<OutputOf<typeof reportPlayerError>> {
    requirePermission(call.identity, 'playlists:write');
    return this.players.fail(input, call);
  }

  @Handle(reconcilePlayer)
  reconcile(input: InputOf<typeof reconcilePlayer>, call: Call): Promise<OutputOf<typeof reconcilePlayer>> {
    requirePermission(call.identity, 'playlists:write');
    return this.catchUp.reconcile(input, call);
  }

  @Handle(auditHeartbeats)
  audit(_input: InputOf<typeof auditHeartbeats>, call: Call): Promise<OutputOf<typeof auditHeartbeats>> {
    requireService(call.identity);
    return this.players.audit(call);
  }
}
