import { randomUUID } from 'node:crypto';
import {
  DomainError,
  applyRetention,
  auditHeartbeats,
  cleanUpFiles,
  commonErrors,
  fadePopularity,
  rebuildIndex,
  rollUpSearches,
  type SearchRebuild,
} from '@djamms/contracts';
import { Rpc } from '@djamms/messaging';
import { Health, loadConfig, startService, untilReady, type RunningService } from '@djamms/platform';
import { eventually, startTestSystem, unique, type TestSystem } from '@djamms/testing';
import { SchedulerRegistry } from '@nestjs/schedule';
import { ActivityRetention, activityRetentionJob } from '../src/jobs/activity-retention.service';
import { FileCleanUpJob, fileCleanUpJob } from '../src/jobs/file-clean-up.service';
import { heartbeatAuditJob } from '../src/jobs/heartbeat-audit.service';
import { JobRunner } from '../src/jobs/job-runner.service';
import { PopularityFadingJob, popularityFadingJob } from '../src/jobs/popularity-fading.service';
import { RunRetention } from '../src/jobs/run-retention.service';
import { SearchAnalyticsJob, searchAnalyticsJob } from '../src/jobs/search-analytics.service';
import { SearchRebuildJob, searchRebuildJob } from '../src/jobs/search-rebuild.service';
import { schedulerService } from '../src/service';

const begun: SearchRebuild = {
  jobId: randomUUID(),
  state: 'running',
  reason: 'weekly',
  engine: 'built-in',
  done: 0,
  total: 9,
  startedAt: new Date(0).toISOString(),
  finishedAt: null,
  error: null,
};

interface Run {
  outcome: string;
  error: string | null;
  result: unknown;
  duration_ms: number | null;
}

describe('recurring jobs', () => {
  let system: TestSystem;
  let second: RunningService;
  let audits = 0;
  let playlistFails = false;

  beforeAll(async () => {
    system = await startTestSystem({
      services: [schedulerService],
      prepare: (tap) =>
        tap.fake(auditHeartbeats, (_, call) => {
          expect(call.identity).toEqual({ kind: 'service', service: 'scheduler' });
          audits += 1;
          if (playlistFails) throw new DomainError(commonErrors.service_unavailable, 'The database is away.');
          return { disconnected: 0, removed: 0, at: Date.now() };
        }),
    });
    onlyAuditByClock(system.get('scheduler', SchedulerRegistry));
    second = await startService(
      schedulerService,
      loadConfig({ ...system.place.environment(), HOST: '127.0.0.1', PORT: '0' }),
    );
    await untilReady(second);
    onlyAuditByClock(second.app.get(SchedulerRegistry));
  });
  afterAll(async () => {
    await second.close();
    await system.stop();
  });

  /** The other jobs run when a test says so: seven past the hour, or the full one, may come while it looks at runs. */
  const onlyAuditByClock = (registry: SchedulerRegistry): void => {
    for (const [name, job] of registry.getCronJobs()) if (name !== heartbeatAuditJob) void job.stop();
  };
  const runsOf = (job: string) =>
    system.database.query<Run>(
      'SELECT outcome, error, result, duration_ms FROM scheduler.job_runs WHERE job = $1 ORDER BY tick',
      [job],
    );
  const runners = () => [system.get('scheduler', JobRunner), second.app.get(JobRunner)];

  it('run once a tick, whichever replica is first', async () => {
    const job = unique();
    let done = 0;
    const work = async () => ({ number: (done += 1) });
    const ticks = [1, 2, 3, 4, 5].map((seconds) => new Date(seconds * 1_000));
    const outcomes = await Promise.all(ticks.flatMap((tick) => runners().map((runner) => runner.run(job, tick, work))));
    expect(outcomes.toSorted()).toEqual([...Array(5).fill('elsewhere'), ...Array(5).fill('ok')]);
    expect(done).toBe(5);
    const runs = await runsOf(job);
    expect(runs.map(({ outcome }) => outcome)).toEqual(Array(5).fill('ok'));
    expect(runs.every(({ duration_ms }) => duration_ms !== null)).toBe(true);
  });

  it('run once a tick although the replicas’ clocks differ', async () => {
    let asked = 0;
    await system.messages.fake(cleanUpFiles, () => ({ temporary: 0, orphans: (asked += 1), claimed: 0 }));
    // Each fires when its own clock says so, a little early or late.
    const clocks = [new Date('2026-11-20T03:34:59.990Z'), new Date('2026-11-20T03:35:02.400Z')];
    const jobs = [system.get('scheduler', Rpc), second.app.get(Rpc)].map(
      (rpc, replica) => new FileCleanUpJob(runners()[replica]!, rpc, { now: () => clocks[replica]! }),
    );
    await jobs[0]?.tick();
    await jobs[1]?.tick();
    clocks.fill(new Date('2026-11-21T03:35:00.100Z'));
    await Promise.all(jobs.map((job) => job.tick()));
    expect(asked).toBe(2);
    await expect(runsOf(fileCleanUpJob)).resolves.toMatchObject([{ outcome: 'ok' }, { outcome: 'ok' }]);
  });

  it('are claimed in the database, so that a replica that lost its own claim does nothing', async () => {
    const job = unique();
    const [one, other] = runners();
    let finish = (): void => undefined;
    // Made here: the row can be seen before the work has begun.
    const finished = new Promise<Record<string, unknown>>((resolve) => (finish = () => resolve({})));
    const held = one!.run(job, new Date(1_000), () => finished);
    await eventually(async () => expect(await runsOf(job)).toMatchObject([{ outcome: 'running' }]));
    await expect(other!.run(job, new Date(1_000), () => Promise.reject(new Error('twice')))).resolves.toBe('elsewhere');
    finish();
    await expect(held).resolves.toBe('ok');
  });

  it('record why they failed, and go on with the next tick', async () => {
    const [runner] = runners();
    const job = unique();
    const fail = () => Promise.reject(new Error('It rains.'));
    await expect(runner?.run(job, new Date(1_000), fail)).resolves.toBe('failed');
    await expect(runner?.run(job, new Date(2_000), async () => ({ fine: true }))).resolves.toBe('ok');
    await expect(runsOf(job)).resolves.toMatchObject([
      { outcome: 'failed', error: 'It rains.', result: null },
      { outcome: 'ok', error: null, result: { fine: true } },
    ]);
  });

  it('audit the players’ heartbeats by the clock, one replica a tick, and outlive a failing playlist service', async () => {
    await eventually(async () => expect((await runsOf(heartbeatAuditJob)).map((run) => run.outcome)).toContain('ok'));
    playlistFails = true;
    await eventually(async () => {
      const runs = await runsOf(heartbeatAuditJob);
      expect(runs.at(-1)).toMatchObject({ outcome: 'failed', error: expect.stringContaining('The database is away.') });
    });
    playlistFails = false;
    await eventually(async () => {
      const outcomes = (await runsOf(heartbeatAuditJob)).map(({ outcome }) => outcome);
      expect(outcomes.at(-1)).toBe('ok');
      // One that was asked too late failed all the same, but none is asked for twice.
      expect(audits).toBeGreaterThanOrEqual(outcomes.filter((outcome) => outcome === 'ok').length);
      expect(audits).toBeLessThanOrEqual(outcomes.length);
    });
    const { checks } = await second.app.get(Health).check();
    expect(checks).toContainEqual(expect.objectContaining({ name: 'schedule', status: 'up' }));
  });

  it('let monitoring forget old entries', async () => {
    await system.messages.fake(applyRetention, () => ({ entries: 3, deadLetters: 1 }));
    await system.get('scheduler', ActivityRetention).tick();
    await expect(runsOf(activityRetentionJob)).resolves.toMatchObject([
      { outcome: 'ok', result: { entries: 3, deadLetters: 1 } },
    ]);
  });

  it('have the search index made anew', async () => {
    await system.messages.fake(rebuildIndex, (_, call) => {
      expect(call.identity).toEqual({ kind: 'service', service: 'scheduler' });
      return begun;
    });
    await system.get('scheduler', SearchRebuildJob).tick();
    await expect(runsOf(searchRebuildJob)).resolves.toMatchObject([{ outcome: 'ok', result: begun }]);
  });

  it('have searches counted', async () => {
    const counted = { counted: 12, lifted: 3, forgotten: 1 };
    await system.messages.fake(rollUpSearches, (_, call) => {
      expect(call.identity).toEqual({ kind: 'service', service: 'scheduler' });
      return counted;
    });
    await system.get('scheduler', SearchAnalyticsJob).tick();
    await expect(runsOf(searchAnalyticsJob)).resolves.toMatchObject([{ outcome: 'ok', result: counted }]);
  });

  it('let popularity fade', async () => {
    await system.messages.fake(fadePopularity, () => ({ faded: 4 }));
    await system.get('scheduler', PopularityFadingJob).tick();
    await expect(runsOf(popularityFadingJob)).resolves.toMatchObject([{ outcome: 'ok', result: { faded: 4 } }]);
  });

  it('forget old runs, and mark those whose process died', async () => {
    const job = unique();
    await system.database.query(
      `INSERT INTO scheduler.job_runs (job, tick, instance, outcome, started_at) VALUES
        ($1, now() - interval '2 days', 'a', 'ok', now()), ($1, now() - interval '2 hours', 'a', 'ok', now()),
        ($1, now() - interval '5 days', 'a', 'failed', now()), ($1, now() - interval '40 days', 'a', 'failed', now()),
        ($1, now() - interval '3 hours', 'a', 'running', now() - interval '3 hours')`,
      [job],
    );
    const { deleted } = await system.get('scheduler', RunRetention).clean();
    expect(deleted).toBeGreaterThanOrEqual(2);
    expect((await runsOf(job)).map(({ outcome }) => outcome)).toEqual(['failed', 'lost', 'ok']);
  });
});
