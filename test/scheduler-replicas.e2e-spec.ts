import { auditHeartbeats } from '@djamms/contracts';
import { eventually, MessageTap, spawnSystem, type SpawnedSystem } from '@djamms/testing';

interface Run {
  tick: string;
  outcome: string;
  instance: string;
}

describe('two schedulers', () => {
  let system: SpawnedSystem;
  let tap: MessageTap;
  let asked = 0;
  /** The audit answers only when this is called. */
  let answers: (() => void)[] = [];
  let slow = false;

  beforeAll(async () => {
    system = await spawnSystem({ services: ['scheduler'], replicas: { scheduler: 2 }, env: { LOG_LEVEL: 'info' } });
    tap = await MessageTap.open(system.place.natsUrl, system.place.natsPrefix);
    await tap.fake(auditHeartbeats, async () => {
      asked += 1;
      if (slow) await new Promise<void>((resolve) => answers.push(resolve));
      return { disconnected: 0, removed: 0, at: 0 };
    });
  });
  afterAll(async () => {
    for (const answer of answers) answer();
    await tap.close();
    await system.stop();
  });

  const runs = (): Promise<Run[]> =>
    system.place.database.query<Run>(
      `SELECT tick::text, outcome, instance FROM scheduler.job_runs WHERE job = 'player-heartbeat-audit' ORDER BY tick`,
    );

  it('run each tick once, also when the one that runs it is killed in the middle', async () => {
    await eventually(async () => expect((await runs()).at(-1)).toMatchObject({ outcome: 'ok' }));
    slow = true;
    const before = asked;
    const [killed] = await eventually(async () => {
      const running = (await runs()).filter(({ outcome }) => outcome === 'running');
      expect(asked).toBeGreaterThan(before);
      expect(running).toHaveLength(1);
      return running;
    });
    const holder = await replicaOf(killed!.instance);
    await system.kill('scheduler', 'SIGKILL', holder);
    slow = false;
    for (const answer of answers.splice(0)) answer();
    answers = [];
    await eventually(async () => {
      const later = (await runs()).filter(({ tick }) => tick > killed!.tick);
      expect(later.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(2);
      expect(later.every(({ instance }) => instance !== killed!.instance)).toBe(true);
    });
    // What the killed one had begun nobody else begins again: the tick is over, and the next one does its work.
    expect((await runs()).find(({ tick }) => tick === killed!.tick)).toEqual(killed);
    await system.restart('scheduler', holder);
    await system.kill('scheduler', 'SIGKILL', 1 - holder);
    const seen = (await runs()).length;
    await eventually(async () => expect((await runs()).slice(seen).map(({ outcome }) => outcome)).toContain('ok'));
    // A tick has one row, and a row at most one question: a replica may be killed before it asks.
    expect(asked).toBeLessThanOrEqual((await runs()).length);
  });

  /** Which process goes by this name in the database: its log says. */
  async function replicaOf(instance: string): Promise<number> {
    const logs = await Promise.all([0, 1].map((replica) => system.process('scheduler', replica).log()));
    const found = logs.findIndex((log) => log.includes(instance));
    expect(found).not.toBe(-1);
    return found;
  }
});
