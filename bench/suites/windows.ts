import { row, type Row } from '../lib/result';
import { interleave, quantile } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';
import { startStandalone, withSystem, type System } from '../lib/systems';
import { ask, Worker } from '../lib/worker';
import { Listening, WindowsResult, type WindowsJob } from '../workers/jobs';

/** From a command until the last of many windows has heard of it. */
export const windows: Suite = (options) =>
  withSystem(startStandalone, async (system) => {
    const bare = Worker.start('bare-sockets');
    try {
      const { port } = await bare.ask({}, Listening, 10_000);
      const rows: Row[] = [];
      for (const count of options.quick ? [100] : [100, 1_000])
        rows.push(...(await measure(system, port, count, options)));
      return {
        rows,
        notes: [
          'SET_VOLUME from one window; the time until the last window of the venue has heard the new settings. The ' +
            'baseline is Socket.IO alone, which sends the command on at once, with no check, no transaction and no ' +
            'event. All windows live in one process beside the servers, and its work is part of both times.',
        ],
      };
    } finally {
      await bare.stop();
    }
  });

async function measure(system: System, barePort: number, count: number, { quick, say }: SuiteOptions): Promise<Row[]> {
  say(`${count} windows`);
  const { venueId, rest } = system.owner;
  const job = { token: rest.accessToken ?? '', venueId, windows: count, commands: quick ? 10 : 30 };
  const all: Record<'system' | 'bare', number[]> = { system: [], bare: [] };
  const session = async (name: keyof typeof all, url: string): Promise<number> => {
    const asked: WindowsJob = { ...job, url };
    const { milliseconds } = await ask('windows', asked, WindowsResult, 180_000);
    // The first commands find cold code.
    all[name].push(...milliseconds.slice(3));
    return quantile(milliseconds, 0.5);
  };
  await interleave(quick ? 1 : 3, {
    bare: () => session('bare', `http://127.0.0.1:${barePort}`),
    system: () => session('system', system.url),
  });
  return [0.5, 0.95].map((share) =>
    row({
      what: `command until the last of ${count} windows, p${share * 100}`,
      unit: 'ms',
      rounds: [quantile(all.system, share)],
      baseline: { what: 'Socket.IO alone', rounds: [quantile(all.bare, share)] },
      ...(share === 0.95 ? { aim: { of: 'measured', better: 'lower', value: 60 }, limit: 300 } : {}),
    }),
  );
}
