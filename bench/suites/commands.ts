import { maxQueueItems } from '@djamms/contracts';
import { atOnce, BareTransactions, BusyVenue, paced, withPlaylistService, type Measured } from '../lib/commands';
import { row, type Row } from '../lib/result';
import { interleave, quantile } from '../lib/stats';
import { type Suite, type SuiteOptions } from '../lib/suite';

const manyVenues = 40;
/** Songs that wait in each of many venues. */
const usualQueue = 200;
const bareName = 'SELECT FOR UPDATE, UPDATE, INSERT over pg';

/** What one command costs the playlist service: lock, rules, rows, events and answer, over NATS. */
export const commands: Suite = (options) =>
  withPlaylistService(async (system) => {
    const { say } = options;
    say(`A venue with ${maxQueueItems} songs`);
    const full = await BusyVenue.open(system, maxQueueItems - 20);
    const venues: BusyVenue[] = [];
    for (let number = 0; number < manyVenues; number++) venues.push(await BusyVenue.open(system, usualQueue));
    const bare = new BareTransactions(system.database.url);
    try {
      await bare.open(manyVenues);
      await system.database.query('ANALYZE');
      return {
        rows: [...(await oneVenue(full, bare, options)), ...(await acrossVenues(venues, bare, options))],
        notes,
      };
    } finally {
      await bare.close();
    }
  });

const notes = [
  `The playlist service in one process with those who ask it, on PostgreSQL and NATS of their own; no gateway. One ` +
    `venue holds ${maxQueueItems.toLocaleString('en')} songs, the ${manyVenues} others ${usualQueue} each. The baseline ` +
    'is a transaction with a row lock, an UPDATE and an INSERT over the same number of pg connections, in the same process.',
];

type Work = (turn: number) => Promise<void>;

async function oneVenue(venue: BusyVenue, bare: BareTransactions, { quick, say }: SuiteOptions): Promise<Row[]> {
  const count = quick ? 60 : 400;
  const kinds: Record<string, Work> = {
    SET_VOLUME: (turn) => venue.command('SET_VOLUME', turn % 100),
    PLAY_NEXT: () => venue.command('PLAY_NEXT'),
    'add and remove a song': (turn) => venue.addAndRemove(turn),
  };
  const rows: Row[] = [];
  for (const [name, work] of Object.entries(kinds)) {
    say(name);
    await atOnce(30, 1, work);
    const single = await compare(quick ? 1 : 3, {
      bare: () => atOnce(count, 1, (turn) => bare.run(0, turn)),
      system: () => atOnce(count, 1, work),
    });
    rows.push(...latencies(`${name}, ${maxQueueItems} songs, one after the other`, single));
  }
  say('50 commands a second on one venue');
  const steady = await compare(1, {
    bare: () => paced(count, 50, (turn) => bare.run(0, turn)),
    system: () => paced(count, 50, (turn) => (turn % 2 ? venue.command('PLAY_NEXT') : mixed(venue, turn))),
  });
  rows.push(...latencies('50 commands a second on one venue', steady));
  const most = await compare(quick ? 1 : 3, {
    bare: () => atOnce(count, 8, (turn) => bare.run(0, turn)),
    system: () => atOnce(count, 8, () => venue.command('PLAY_NEXT')),
  });
  rows.push(throughput('PLAY_NEXT on one venue, 8 at once', most, 50));
  return rows;
}

async function acrossVenues(venues: BusyVenue[], bare: BareTransactions, { quick, say }: SuiteOptions): Promise<Row[]> {
  const count = quick ? 500 : 5_000;
  const work: Work = async (turn) => {
    const venue = venues[turn % venues.length];
    if (venue) await mixed(venue, turn);
  };
  say(`500 commands a second across ${manyVenues} venues`);
  await atOnce(200, 8, work);
  const steady = await compare(1, {
    bare: () => paced(count, 500, (turn) => bare.run(turn % manyVenues, turn)),
    system: () => paced(count, 500, work),
  });
  const most = await compare(quick ? 1 : 3, {
    bare: () => atOnce(count, 16, (turn) => bare.run(turn % manyVenues, turn)),
    system: () => atOnce(count, 16, work),
  });
  return [
    ...latencies(`500 commands a second across ${manyVenues} venues`, steady),
    throughput(`commands across ${manyVenues} venues, 16 at once`, most, 500),
  ];
}

/** As people steer: mostly volume, now and then another song. */
function mixed(venue: BusyVenue, turn: number): Promise<void> {
  const kind = Math.floor(turn / manyVenues) % 10;
  if (kind === 0) return venue.command('PLAY_NEXT');
  if (kind === 1) return venue.command('PLAY_PAUSE');
  return venue.command('SET_VOLUME', turn % 100);
}

type Sides = Record<'bare' | 'system', Measured[]>;

async function compare(rounds: number, sides: Record<'bare' | 'system', () => Promise<Measured>>): Promise<Sides> {
  const all: Sides = { bare: [], system: [] };
  const run = async (side: 'bare' | 'system'): Promise<number> => {
    const measured = await sides[side]();
    all[side].push(measured);
    return measured.perSecond;
  };
  await interleave(rounds, { bare: () => run('bare'), system: () => run('system') });
  return all;
}

const latencies = (what: string, { bare, system }: Sides): Row[] =>
  [0.5, 0.95].map((share) => {
    const of = (all: Measured[]): number[] => [
      quantile(
        all.flatMap(({ milliseconds }) => milliseconds),
        share,
      ),
    ];
    return row({
      what: `${what}, p${share * 100}`,
      unit: 'ms',
      rounds: of(system),
      baseline: { what: bareName, rounds: of(bare) },
    });
  });

const throughput = (what: string, { bare, system }: Sides, least: number): Row =>
  row({
    what,
    unit: 'commands/s',
    rounds: system.map(({ perSecond }) => perSecond),
    baseline: { what: bareName, rounds: bare.map(({ perSecond }) => perSecond) },
    aim: { of: 'measured', better: 'higher', value: least },
  });
