import { type DoubleSystem, roll, startDouble } from './rollout/roll';
import { startTraffic, type Traffic } from './rollout/traffic';

// What fails once in a hundred rollouts is still a fault: no second try here.
jest.retryTimes(0);
/** Sixteen processes, some of which wait for slow listeners. */
const patienceMs = 900_000;

describe('two of everything', () => {
  let double: DoubleSystem;
  let traffic: Traffic | undefined;

  beforeAll(async () => {
    double = await startDouble();
  }, patienceMs);
  afterAll(async () => {
    await traffic?.stop();
    await double?.stop();
  }, patienceMs);

  it(
    'are restarted one after the other, and nobody who reads, writes, listens or watches notices',
    async () => {
      traffic = await startTraffic({ urls: double.urls });
      await roll(double);
      const report = await traffic.stop();
      traffic = undefined;
      expect(report.failures).toEqual([]);
      expect(report.player).toMatchObject({ skipped: 0, repeated: 0 });
      expect(report.sockets.longestBackMs).toBeLessThan(2_000);
      // There were people, and their gateways did end under them.
      expect(report.player.songs).toBeGreaterThan(3);
      expect(report.sockets.reconnects).toBeGreaterThan(3);
      for (const { requests } of Object.values(report.totals)) expect(requests).toBeGreaterThan(3);
    },
    patienceMs,
  );
});
