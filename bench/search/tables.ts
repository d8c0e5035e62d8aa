import { queryKinds } from '../../apps/search/test/judged/queries';
import { changeKinds, type ColdRead, type EngineRun, type Percentiles, type SearchResults } from './results';

const percent = (share: number): string => (share * 100).toFixed(1).replace(/\.0$/, '');
const ms = ({ p50, p95 }: Percentiles): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const nameOf = ({ engine, tracks }: EngineRun): string => `${engine}, ${tracks.toLocaleString('en')}`;

type Row = [what: string, of: (run: EngineRun) => string];

/** As docs/search.md shows it; what was not measured is left out. */
export function markdown({ machine, measuredAt, seed, runs }: SearchResults): string {
  return [
    `${measuredAt.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), Node ${machine.node}; load ${machine.loadBefore}; seed ${seed}.`,
    tables(runs),
  ].join('\n');
}

export function tables(runs: readonly EngineRun[]): string {
  const table = (title: string, has: (run: EngineRun) => boolean, rows: Row[]): string[] => {
    const own = runs.filter(has);
    if (own.length === 0) return [];
    const lines = rows.map(([what, of]) => line([what, ...own.map(of)]));
    return ['', line([title, ...own.map(nameOf)]), line(['---', ...own.map(() => '---')]), ...lines];
  };
  const sizes = [...new Set(runs.flatMap(({ memory }) => Object.keys(memory)))];
  return [
    ...table('song at 1 / 5 / 20, %', ({ quality }) => quality !== undefined, qualityRows),
    ...table('p50 / p95 at the gateway, ms', (run) => timed(run), latencyRows),
    ...table('suggestions', ({ suggest }) => suggest !== undefined, suggestRows),
    ...table('rebuild, s', ({ rebuild }) => rebuild !== undefined, rebuildRows),
    ...table('until a search shows it, p50 / p95, ms', ({ freshness }) => freshness !== undefined, freshnessRows),
    ...table('a library read into memory', ({ cold }) => cold !== undefined, coldRows),
    ...table(
      'MB',
      () => sizes.length > 0,
      sizes.map((size): Row => [size, ({ memory }) => memory[size]?.toFixed(0) ?? '']),
    ),
  ].join('\n');
}

const timed = ({ latency, facets }: EngineRun): boolean => latency !== undefined || facets !== undefined;

const qualityRows: Row[] = queryKinds.map((kind) => [
  kind,
  ({ quality }) => {
    const rates = quality?.[kind];
    if (!rates) return '';
    if (kind === 'artist-start') return `artist ${percent(rates.artist)}`;
    return [rates.at1, rates.at5, rates.at20].map(percent).join(' / ');
  },
]);

const latencyRows: Row[] = [
  ['search with facets, 100 a second', ({ latency }) => (latency ? ms(latency.search) : '')],
  ['the prototype, without gateway, NATS and facets', ({ latency }) => (latency ? ms(latency.prototype) : '')],
  ['p95 by the prototype’s', ({ latency }) => (latency ? (latency.search.p95 / latency.prototype.p95).toFixed(2) : '')],
  [
    'total and facets of a broad word',
    ({ facets }) => (facets ? `${ms(facets.broad)} (${facets.broadTotal.toLocaleString('en')} found)` : ''),
  ],
];

const suggestRows: Row[] = [
  [
    'song among five after 3 / 5 letters, %',
    ({ suggest }) => (suggest ? `${percent(suggest.after3)} / ${percent(suggest.after5)}` : ''),
  ],
  ['a keystroke, 100 a second, p50 / p95, ms', ({ suggest }) => (suggest ? ms(suggest.keystroke) : '')],
];

const rebuildRows: Row[] = [
  ['nothing had changed', ({ rebuild }) => rebuild?.unchanged.toFixed(1) ?? ''],
  ['everything had changed', ({ rebuild }) => rebuild?.changed.toFixed(1) ?? ''],
  ['baseline', ({ rebuild }) => (rebuild ? `${rebuild.bare.toFixed(1)} (${rebuild.bareWhat})` : '')],
  ['by the baseline’s', ({ rebuild }) => (rebuild ? (rebuild.unchanged / rebuild.bare).toFixed(2) : '')],
];

const freshnessRows: Row[] = [...changeKinds, 'all' as const].map((kind) => [
  kind,
  ({ freshness }) => (freshness ? ms(freshness[kind]) : ''),
]);

const coldRows: Row[] = [0, 1].flatMap((place): Row[] => {
  const of = (text: (read: ColdRead) => string) => (run: EngineRun) => {
    const read = run.cold?.[place];
    return read ? text(read) : '';
  };
  const what = place === 0 ? 'a usual venue' : 'the whole library';
  return [
    [
      `${what}: time / longest stall, ms`,
      of(
        ({ tracks, milliseconds, longestStall }) =>
          `${milliseconds.toFixed(0)} / ${longestStall.toFixed(1)} (${tracks.toLocaleString('en')} tracks)`,
      ),
    ],
    [`${what}: first search, ms`, of(({ firstSearch }) => firstSearch.toFixed(1))],
    [`${what}: memory, MB`, of(({ bytes }) => (bytes / 1e6).toFixed(2))],
  ];
});
