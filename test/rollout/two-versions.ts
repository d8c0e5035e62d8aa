import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { announceServers, builtApps, TestServers } from '@djamms/testing';
import { describeReport } from './report';
import { roll, startDouble } from './roll';
import { startTraffic } from './traffic';

const say = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 23)} ${line}\n`);

/**
 * `npm run verify:versions`: two of everything in the last version, then this one beside it, then this one alone, and
 * the same way back, while clients of every kind must not notice. Ends with 1 when one did.
 */
export async function verifyVersions(previousApps: string): Promise<void> {
  const home = await TestServers.start();
  announceServers(home);
  const double = await startDouble(previousApps);
  try {
    const traffic = await startTraffic({ urls: double.urls });
    const steps = [
      { name: 'one replica of each in this version', apps: builtApps, replicas: [1] },
      { name: 'the other one too', apps: builtApps, replicas: [0] },
      { name: 'back: one replica of each in the last version', apps: previousApps, replicas: [1] },
      { name: 'the other one too', apps: previousApps, replicas: [0] },
    ];
    for (const { name, ...step } of steps) {
      say(name);
      await roll(double, { ...step, say });
      await sleep(3_000);
    }
    const report = await traffic.stop();
    process.stdout.write(`${describeReport(report)}\n`);
    process.exitCode = report.failed > 0 ? 1 : 0;
  } finally {
    await double.stop();
    await home.stop();
  }
}

verifyVersions(resolve(process.argv[2] ?? '', 'dist/apps')).catch((error: unknown) => {
  say(String(error));
  process.exitCode = 1;
});
