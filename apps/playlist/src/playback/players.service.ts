import { Injectable, Logger } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  playbackErrors,
  type InputOf,
  type OutputOf,
  type auditHeartbeats,
  type heartbeatPlayer,
  type readyPlayer,
  type registerPlayer,
  type reportPlayer,
  type reportPlayerError,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { Clock, requireVenue, requireVenueOwner } from '@djamms/platform';
import { DataSource } from 'typeorm';
import { PlaybackService, type Done } from './playback.service';
import { forgetOldCommands } from './store/command-log';
import { forgetFormer, markReady, touch, venuesToAudit } from './store/player-store';
import { forgetRemoved } from './store/removed-items';

type AuditChange = 'disconnected' | 'removed' | 'none';
/** Fewer than the connections of a process: an audit never keeps commands waiting. */
const auditedAtOnce = 4;

/** What players say, and what their silence means. */
@Injectable()
export class PlayersService {
  private readonly logger = new Logger('Players');

  constructor(
    private readonly playback: PlaybackService,
    private readonly clock: Clock,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  async register(input: InputOf<typeof registerPlayer>, call: Call): Promise<OutputOf<typeof registerPlayer>> {
    const { venueId, deviceId, userAgent = null, force } = input;
    if (force) requireVenueOwner(call.identity, venueId);
    const { outcome, state } = await this.playback.act({
      venueId,
      call,
      input: () => ({ kind: 'register', deviceId, userAgent, force }),
    });
    const { master } = state;
    if (!master) throw new Error('A registration ended without a master');
    if (outcome === 'conflict') {
      const lastHeartbeat = new Date(master.lastHeartbeat).toISOString();
      return { status: 'conflict', currentMaster: { deviceId: master.deviceId, lastHeartbeat } };
    }
    const status = outcome === 'reconnected' ? 'reconnected' : 'registered';
    return { status, playerId: master.playerId, epoch: master.epoch };
  }

  async heartbeat(input: InputOf<typeof heartbeatPlayer>, call: Call): Promise<OutputOf<typeof heartbeatPlayer>> {
    const { venueId, deviceId, epoch = null } = input;
    requireVenue(call.identity, venueId);
    if (await touch(this.dataSource.manager, venueId, deviceId, epoch, this.clock.now())) return { status: 'updated' };
    const { outcome } = await this.playback.act({
      venueId,
      call,
      input: () => ({ kind: 'heartbeat', deviceId, epoch }),
    });
    return { status: outcome === 'done' ? 'updated' : 'not_found' };
  }

  /** @throws DomainError `not_master` */
  async ready({ venueId, playerId }: InputOf<typeof readyPlayer>, call: Call): Promise<OutputOf<typeof readyPlayer>> {
    requireVenue(call.identity, venueId);
    const marked = await markReady(this.dataSource.manager, venueId, playerId, this.clock.now());
    if (marked) return { status: 'ok', revision: marked.revision };
    throw new DomainError(playbackErrors.not_master, 'This player is not the venue’s master. Register it again.');
  }

  async report(input: InputOf<typeof reportPlayer>, call: Call): Promise<OutputOf<typeof reportPlayer>> {
    const { venueId, playerId = null, epoch = null, state, currentTime, itemId, revision: seenRevision = null } = input;
    const report = { kind: 'report', state, itemId, playerId, epoch, currentTime, seenRevision } as const;
    return answer(await this.playback.act({ venueId, call, input: () => report }));
  }

  async fail(input: InputOf<typeof reportPlayerError>, call: Call): Promise<OutputOf<typeof reportPlayerError>> {
    const { venueId, playerId = null, epoch = null, errorCode, itemId } = input;
    const failure = { kind: 'failure', errorCode, itemId, playerId, epoch } as const;
    return answer(await this.playback.act({ venueId, call, input: () => failure }));
  }

  /**
   * Every few seconds, by the scheduler. A venue that fails is logged and does not hold up the others; what is not
   * done when nobody waits for the answer any more, is left to the next audit.
   */
  async audit(call: Call): Promise<OutputOf<typeof auditHeartbeats>> {
    const at = this.clock.now().getTime();
    const { manager } = this.dataSource;
    const former = await forgetFormer(manager, at);
    await forgetOldCommands(manager, at);
    await forgetRemoved(manager, at);
    const venueIds = await venuesToAudit(manager, at);
    const changes: AuditChange[] = [];
    for (let start = 0; start < venueIds.length && Date.now() < call.deadline; start += auditedAtOnce) {
      const part = venueIds.slice(start, start + auditedAtOnce);
      changes.push(...(await Promise.all(part.map((venueId) => this.auditVenue(venueId, call)))));
    }
    const count = (kind: AuditChange): number => changes.filter((change) => change === kind).length;
    return { disconnected: count('disconnected'), removed: former + count('removed'), at };
  }

  private async auditVenue(venueId: string, call: Call): Promise<AuditChange> {
    try {
      let before = 0;
      const { state, revision } = await this.playback.act({
        venueId,
        call,
        input: (_, state) => {
          before = state.revision;
          return { kind: 'audit' };
        },
      });
      if (revision === before) return 'none';
      return state.master ? 'disconnected' : 'removed';
    } catch (error) {
      this.logger.error({ err: error, venueId }, 'A venue’s player could not be checked');
      return 'none';
    }
  }
}

const answer = ({ outcome, revision }: Done): { status: 'ok' | 'ignored'; revision: number } => ({
  status: outcome === 'ignored' ? 'ignored' : 'ok',
  revision,
});
