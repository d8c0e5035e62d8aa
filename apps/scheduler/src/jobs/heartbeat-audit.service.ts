import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import { auditHeartbeats } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock, Health } from '@djamms/platform';
import { JobRunner } from './job-runner.service';
import { tickOf } from './tick';

export const heartbeatAuditJob = 'player-heartbeat-audit';
const periodMs = 5_000;
/** Shorter than the period, so that two audits never overlap. */
const timeoutMs = 4_000;
/** So many ticks may go missing before the process calls itself ill. */
const toleratedTicks = 6;

/** Every five seconds: tells the windows of each venue whose player stopped answering (spec, "Master player"). */
@Injectable()
export class HeartbeatAudit implements OnModuleInit {
  private lastTick: Date;

  constructor(
    private readonly runner: JobRunner,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
    private readonly health: Health,
  ) {
    this.lastTick = clock.now();
  }

  onModuleInit(): void {
    this.health.register('schedule', () => {
      const silentMs = this.clock.now().getTime() - this.lastTick.getTime();
      if (silentMs > toleratedTicks * periodMs) throw new Error(`no tick for ${Math.round(silentMs / 1000)} s`);
    });
  }

  @Cron('*/5 * * * * *', { name: heartbeatAuditJob })
  async tick(): Promise<void> {
    this.lastTick = tickOf(this.clock.now(), periodMs);
    await this.runner.run(heartbeatAuditJob, this.lastTick, () =>
      this.rpc.request(auditHeartbeats, {}, serviceCall('scheduler', { timeoutMs })),
    );
  }
}
