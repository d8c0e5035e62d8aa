import { queryKinds } from '../../apps/search/test/judged/queries';
import { quietLoad } from '../lib/machine';
import { type Part } from './options';
import {
  changeKinds,
  type ColdRead,
  type EngineRun,
  type Measured,
  type Percentiles,
  type SearchResults,
} from './results';

const percent = (share: number): string => (share * 100).toFixed(1).replace(/\.0$/, '');
const ms = ({ p50, p95 }: Percentiles): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const nameOf = ({ engine, tracks }: EngineRun): string => `${engine}, ${tracks.toLocaleString('en')}`;

/** A line of a table. */
interface Row<T> {
  what: string;
  /** What is to be reached, in words; empty where nothing is. */
  aim?: string;
  of: (measured: T) => string;
}
/** A table of what was measured of one part. */
interface Section {
  part: Part;
  title: string;
  note: string;
  rows: (runs: readonly EngineRun[]) => Row<EngineRun>[];
}
const section = <P extends Part>(
  part: P,
  title: string,
  note: string,
  rows: (runs: readonly EngineRun[]) => Row<NonNullable<Measured[P]>>[],
): Section => ({
  part,
  title,
  note,
  rows: (runs) =>
    rows(runs).map((row) => ({
      ...row,
      of: (run) => {
        const measured = run[part];
        return measured ? row.of(measured) : '';
      },
    })),
});

/** `docs/search-benchmarks.md`. */
export function report({ runs }: SearchResults): string {
  return [
    '# Search, measured',
    '',
    'Made by `npm run bench:search` ([how](search.md#measured)); the numbers are in',
    '[bench/results/search.json](../bench/results/search.json). Load, gateway, NATS, PostgreSQL and the engine share one',
    'machine. Times are p50 / p95 in milliseconds at the gateway unless something else is said.',
    '',
    ...sections.flatMap((each) => {
      const rows = tableOf(each, runs, true);
      return rows.length === 0
        ? []
        : [`## ${each.title}`, '', each.note, '', ...rows, '', ...conditionsOf(each.part, runs), ''];
    }),
  ].join('\n');
}

/** What was measured, for whoever waits for it. */
export const tables = (runs: readonly EngineRun[]): string =>
  sections
    .flatMap((each) => {
      const rows = tableOf(each, runs, false);
      return rows.length === 0 ? [] : ['', each.title, ...rows];
    })
    .join('\n');

function tableOf({ part, rows }: Section, runs: readonly EngineRun[], withAims: boolean): string[] {
  const own = runs.filter((run) => run[part] !== undefined);
  if (own.length === 0) return [];
  const lines = rows(own);
  const hasAims = withAims && lines.some(({ aim }) => aim !== undefined);
  const head = ['', ...(hasAims ? ['aim'] : []), ...own.map(nameOf)];
  return [
    line(head),
    line(head.map(() => '---')),
    ...lines.map(({ what, aim = '', of }) => line([what, ...(hasAims ? [aim] : []), ...own.map(of)])),
  ];
}

/** What else the machine does makes no difference to these. */
const untimed: ReadonlySet<Part> = new Set(['quality', 'memory']);

function conditionsOf(part: Part, runs: readonly EngineRun[]): string[] {
  const lines = runs.flatMap((run) => {
    const own = run.conditions[part];
    if (run[part] === undefined || own === undefined) return [];
    const { measuredAt, machine, seed } = own;
    const busy =
      !untimed.has(part) && machine.loadBefore > quietLoad ? ' **The machine was busy: measure again.**' : '';
    const where = `${machine.cores} cores (${machine.cpu}), Node ${machine.node}, load before ${machine.loadBefore}`;
    return [{ name: nameOf(run), text: `${measuredAt.slice(0, 10)}, ${where}, seed ${seed}.${busy}` }];
  });
  return lines.map(({ name, text }) => `- ${name}: ${text}`);
}

/** Song at 1 and 20: what must be reached at least, and the aim. */
const qualityAims: Partial<Record<(typeof queryKinds)[number], string>> = {
  title: '85 / 99 (87 / 100)',
  'one-slip': '80 / 98 (88 / 100)',
  'title-artist': '90 / 99 (93 / 100)',
  'no-punctuation': '90 / 99 (93 / 100)',
  'half-typed': '84 / 99 (87 / 100)',
  'artist-start': 'artist 88 (91)',
};
const harderAim = '– / 95 (98)';

const sections: Section[] = [
  section(
    'quality',
    'What is found',
    'Share of judged queries whose song is at place 1 / among 5 / among 20, in percent, asked through the gateway. The aim ' +
      'is for places 1 / 20 at 120,000 tracks: at least (better).',
    () =>
      queryKinds.map((kind) => ({
        what: kind,
        aim: qualityAims[kind] ?? harderAim,
        of: (quality) => {
          const rates = quality[kind];
          if (!rates) return '';
          if (kind === 'artist-start') return `artist ${percent(rates.artist)}`;
          return [rates.at1, rates.at5, rates.at20].map(percent).join(' / ');
        },
      })),
  ),
  section(
    'latency',
    'A hundred searches a second',
    'All kinds of judged queries in turn for a minute, each with its page, total, facets and artists, after ten thousand ' +
      'others. Seven in ten hold a slip. The baseline is the engine’s prototype on the same documents at the same pace: one ' +
      'venue, no access, no facets, no gateway, no NATS.',
    () => [
      { what: 'search with facets', aim: 'p95 20', of: ({ search }) => ms(search) },
      { what: 'the prototype', of: ({ prototype }) => ms(prototype) },
      {
        what: 'p95 by the prototype’s',
        aim: 'at most 1.5',
        of: ({ search, prototype }) => (search.p95 / prototype.p95).toFixed(2),
      },
    ],
  ),
  section('suggest', 'Suggestions', 'Popular songs typed letter by letter, a hundred keystrokes a second.', () => [
    { what: 'song among five after 3 letters, %', aim: 'at least 83', of: ({ after3 }) => percent(after3) },
    { what: 'song among five after 5 letters, %', of: ({ after5 }) => percent(after5) },
    { what: 'a keystroke', aim: 'p95 10', of: ({ keystroke }) => ms(keystroke) },
  ]),
  section('facets', 'A broad word', 'Total and facets of “love”, one question after the other.', () => [
    { what: 'total and facets', aim: 'p95 20, at most 60', of: ({ broad }) => ms(broad) },
    { what: 'found', of: ({ broadTotal }) => broadTotal.toLocaleString('en') },
  ]),
  section(
    'hostile',
    'What is meant to cost',
    'One question after the other: the judged queries, and queries made to be slow (`bench/search/hostile.ts`). A hostile ' +
      'one may cost a few times what a usual one does.',
    () => [
      { what: 'usual', of: ({ usual }) => ms(usual) },
      { what: 'hostile', of: ({ hostile }) => ms(hostile) },
      { what: 'hostile by usual, at p95', of: ({ usual, hostile }) => (hostile.p95 / usual.p95).toFixed(1) },
      { what: 'the slowest of them', of: ({ slowest }) => `${slowest.p50.toFixed(1)} (${slowest.name})` },
    ],
  ),
  section(
    'cold',
    'A library read into memory',
    'By a process that has read none before, as on the first search of a venue.',
    (runs) =>
      [...(runs[0]?.cold ?? []).keys()].flatMap((place) => {
        const of = (text: (read: ColdRead) => string) => (reads: ColdRead[]) => {
          const read = reads[place];
          return read ? text(read) : '';
        };
        const what = (runs[0]?.cold?.[place]?.tracks ?? 0).toLocaleString('en');
        return [
          {
            what: `${what} tracks: time / longest stall, ms`,
            of: of(({ milliseconds, longestStall }) => `${milliseconds.toFixed(0)} / ${longestStall.toFixed(1)}`),
          },
          { what: `${what} tracks: first search, ms`, of: of(({ firstSearch }) => firstSearch.toFixed(1)) },
          { what: `${what} tracks: memory, MB`, of: of(({ bytes }) => (bytes / 1e6).toFixed(2)) },
        ];
      }),
  ),
  section('memory', 'Memory and disk', 'MB, after all of the above.', (runs) =>
    [...new Set(runs.flatMap(({ memory }) => Object.keys(memory ?? {})))].map((what) => ({
      what,
      of: (memory) => memory[what]?.toFixed(0) ?? '',
    })),
  ),
  section(
    'freshness',
    'Until a change shows',
    'From the gateway’s answer to a change until a search there shows it.',
    () =>
      [...changeKinds, 'all' as const].map((kind) => ({
        what: kind,
        ...(kind === 'all' ? { aim: 'within 1,000' } : {}),
        of: (freshness) => ms(freshness[kind]),
      })),
  ),
  section(
    'changes',
    'While tracks change',
    'All kinds of judged queries in turn, a hundred a second for a minute: first while nothing changes, then while songs ' +
      'are played one by one, after a thousand plays.',
    () => [
      { what: 'nothing changes', of: ({ resting }) => ms(resting) },
      { what: 'songs are played', aim: 'p95 20', of: ({ changing }) => ms(changing) },
      { what: 'p95 by that of rest', of: ({ resting, changing }) => (changing.p95 / resting.p95).toFixed(2) },
      { what: 'plays a second', of: ({ changesPerSecond }) => changesPerSecond.toFixed(1) },
    ],
  ),
  section(
    'rebuild',
    'Rebuild',
    'Seconds, while nothing else is done: the whole library told again by music, and for Elasticsearch a new index. ' +
      'Everything has changed where no document was right before. The baseline writes the same documents, made before, by ' +
      'nothing but the client.',
    () => [
      { what: 'nothing had changed', aim: 'at most 60', of: ({ unchanged }) => unchanged.toFixed(1) },
      { what: 'everything had changed', aim: 'at most 60', of: ({ changed }) => changed.toFixed(1) },
      { what: 'baseline', of: ({ bare, bareWhat }) => `${bare.toFixed(1)} (${bareWhat})` },
      { what: 'nothing changed, by the baseline’s', of: ({ unchanged, bare }) => (unchanged / bare).toFixed(2) },
    ],
  ),
];
