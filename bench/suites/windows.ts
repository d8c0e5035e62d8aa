import { type GuestSession } from '@djamms/contracts';
import { RestClient } from '@djamms/testing';
import { row, type Row } from '../lib/result';
import { interleave, quantile } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';
import { must, startStandalone, withSystem, type System } from '../lib/systems';
import { ask, Worker } from '../lib/worker';
import { Listening, WindowsResult, type WindowsJob } from '../workers/jobs';

const patienceMs = 180_000;

/** From a command until the last of many windows has heard of it. */
export const windows: Suite = (options) =>
  withSystem(startStandalone, async (system) => {
    const bare = Worker.start('bare-sockets');
    try {
      const { port } = await bare.ask({}, Listening, 10_000);
      const guestTokens = await guests(system, options.quick ? 20 : 125);
      const rows: Row[] = [];
      for (const count of options.quick ? [100] : [100, 1_000])
        rows.push(...(await single(system, port, guestTokens, count, options)));
      rows.push(...(await steady(system, port, guestTokens, options)));
      return {
        rows,
        notes: [
          'SET_VOLUME from one window; the time until the last window of the venue has heard the new settings, the ' +
            'commit included. The baseline is Socket.IO alone, which sends the command on at once, with no check, no ' +
            'transaction and no event. All windows live in one process beside the servers, and its work is part of ' +
            'both times.',
        ],
      };
    } finally {
      await bare.stop();
    }
  });

/** Tokens of guests of the system's venue. */
async function guests({ owner, url }: System, count: number): Promise<string[]> {
  const rest = new RestClient(url);
  const tokens: string[] = [];
  while (tokens.length < count)
    tokens.push(must(await rest.post<GuestSession>(`/api/venues/${owner.venueId}/guests`)).token);
  return tokens;
}

type Side = 'system' | 'bare';

/** One command after the other. */
async function single(
  system: System,
  barePort: number,
  guestTokens: string[],
  count: number,
  { quick, say }: SuiteOptions,
): Promise<Row[]> {
  say(`${count} windows`);
  const job = { guestTokens, windows: count, commands: quick ? 10 : 30 };
  const { all, grownMb } = await bothSides(system, barePort, job, quick ? 1 : 3);
  const latencies = [0.5, 0.95].map((share) =>
    row({
      what: `command until the last of ${count} windows, p${share * 100}`,
      unit: 'ms',
      rounds: [quantile(all.system, share)],
      baseline: { what: 'Socket.IO alone', rounds: [quantile(all.bare, share)] },
      // A few windows cost less than what deciding and storing takes.
      ...(share === 0.95 && count === 1_000 ? { aim: { of: 'ratio', better: 'lower', value: 1.5 } } : {}),
    }),
  );
  const kilobytes = (grownMb * 1024) / count;
  return [
    ...latencies,
    row({ what: `memory of the process per window, first ${count}`, unit: 'KB', rounds: [kilobytes] }),
  ];
}

/** Fifty commands a second, by the clock. */
async function steady(
  system: System,
  barePort: number,
  guestTokens: string[],
  { quick, say }: SuiteOptions,
): Promise<Row[]> {
  const count = quick ? 100 : 1_000;
  const perSecond = 50;
  say(`${perSecond} commands a second, ${count} windows`);
  const job = { guestTokens, windows: count, commands: quick ? 100 : 500, perSecond };
  const { all } = await bothSides(system, barePort, job, 1);
  return [0.5, 0.95].map((share) =>
    row({
      what: `${perSecond} commands a second, until the last of ${count} windows, p${share * 100}`,
      unit: 'ms',
      rounds: [quantile(all.system, share)],
      baseline: { what: 'Socket.IO alone', rounds: [quantile(all.bare, share)] },
    }),
  );
}

async function bothSides(
  system: System,
  barePort: number,
  job: Pick<WindowsJob, 'windows' | 'commands' | 'perSecond' | 'guestTokens'>,
  rounds: number,
): Promise<{ all: Record<Side, number[]>; grownMb: number }> {
  const { venueId, rest } = system.owner;
  const all: Record<Side, number[]> = { system: [], bare: [] };
  const grown: number[] = [];
  const run = async (side: Side, url: string): Promise<number> => {
    const asked: WindowsJob = { ...job, venueId, token: rest.accessToken ?? '', url, serverPid: system.pids.gateway };
    const { milliseconds, grownMb } = await ask('windows', asked, WindowsResult, patienceMs);
    // The first commands find cold code.
    all[side].push(...milliseconds.slice(3));
    if (side === 'system' && grownMb !== null) grown.push(grownMb);
    return quantile(milliseconds, 0.5);
  };
  await interleave(rounds, {
    bare: () => run('bare', `http://127.0.0.1:${barePort}`),
    system: () => run('system', system.url),
  });
  // Later rounds find memory that the first one has left.
  return { all, grownMb: Math.max(...grown) };
}
