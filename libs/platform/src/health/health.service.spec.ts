import { Health } from './health.service';

const fails = (words: string) => () => {
  throw new Error(words);
};

describe('the health of a process', () => {
  it('answers three questions that have nothing to do with each other', async () => {
    const health = new Health();
    health.register('database', fails('waits for PostgreSQL'));
    health.registerStart('migrations', fails('migrations are running'));
    health.registerLife('messaging', () => undefined);
    expect(await health.check()).toMatchObject({
      status: 'down',
      checks: [{ name: 'database', detail: 'waits for PostgreSQL' }],
    });
    expect(await health.checkStart()).toMatchObject({ status: 'down', checks: [{ name: 'migrations' }] });
    expect(await health.checkLife()).toMatchObject({ status: 'up' });
  });

  it('is not ready from the moment it is told to end, and goes on living', async () => {
    const health = new Health();
    health.register('database', () => undefined);
    expect((await health.check()).status).toBe('up');
    health.startShutdown();
    expect(await health.check()).toMatchObject({ status: 'down', checks: [{}, { name: 'shutdown' }] });
    expect((await health.checkLife()).status).toBe('up');
    expect((await health.checkStart()).status).toBe('up');
  });

  it('stays ready without a part that only degrades it', async () => {
    const health = new Health();
    health.register('search engine', fails('away'), { degrades: true });
    expect(await health.check()).toMatchObject({ status: 'up', checks: [{ status: 'degraded', detail: 'away' }] });
  });
});
