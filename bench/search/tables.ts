import { queryKinds } from '../../apps/search/test/judged/queries';
import { type EngineRun, type Percentiles, type SearchResults } from './results';

const percent = (share: number): string => (share * 100).toFixed(1).replace(/\.0$/, '');
const ms = ({ p50, p95 }: Percentiles): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
const nameOf = ({ engine, tracks }: EngineRun): string => `${engine}, ${tracks.toLocaleString('en')}`;

/** As docs/search.md shows it. */
export function markdown({ machine, measuredAt, seed, runs }: SearchResults): string {
  const head = (what: string): string[] => [line([what, ...runs.map(nameOf)]), line(['---', ...runs.map(() => '---')])];
  const row = (what: string, of: (run: EngineRun) => string): string => line([what, ...runs.map(of)]);
  const sizes = [...new Set(runs.flatMap(({ memory }) => Object.keys(memory)))];
  return [
    `${measuredAt.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), Node ${machine.node}; load ${machine.loadBefore}; seed ${seed}.`,
    '',
    ...head('song at 1 / 5 / 20, %'),
    ...queryKinds.map((kind) =>
      row(kind, ({ quality }) => {
        const rates = quality.kinds[kind];
        if (!rates) return '';
        if (kind === 'artist-start') return `artist ${percent(rates.artist)}`;
        return [rates.at1, rates.at5, rates.at20].map(percent).join(' / ');
      }),
    ),
    row('suggested after 3 / 5 letters', ({ quality }) =>
      [quality.suggestedAfter3, quality.suggestedAfter5].map(percent).join(' / '),
    ),
    '',
    ...head('p50 / p95 at the gateway, ms'),
    row('search with facets, 100 a second', ({ latency }) => ms(latency.search)),
    row('the prototype, without gateway, NATS and facets', ({ latency }) => ms(latency.prototype)),
    row('p95 by the prototype’s', ({ latency }) => (latency.search.p95 / latency.prototype.p95).toFixed(2)),
    row('suggestions, 100 a second', ({ latency }) => ms(latency.suggest)),
    row(
      'total and facets of a broad word',
      ({ latency }) => `${ms(latency.broad)} (${latency.broadTotal.toLocaleString('en')} found)`,
    ),
    '',
    ...head('cost'),
    row('from the first document until all are found, s', ({ filledSeconds }) => filledSeconds.toFixed(1)),
    ...sizes.map((size) => row(`${size}, MB`, ({ memory }) => memory[size]?.toFixed(0) ?? '')),
  ].join('\n');
}
