import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type EngineName } from './system';

/** What can be measured, each by itself. */
export const parts = [
  'quality',
  'latency',
  'suggest',
  'facets',
  'hostile',
  'cold',
  'memory',
  'freshness',
  'changes',
  'rebuild',
] as const;
export type Part = (typeof parts)[number];

export interface Options {
  /** CSV of songs; the small list of the repository unless given. */
  songs: string;
  /** Sizes of library. */
  tracks: number[];
  engines: EngineName[];
  parts: ReadonlySet<Part>;
  /** Of the queries: tune on one, report another. */
  seed: number;
  perKind: number;
  /** Of the load at 100 a second. */
  seconds: number;
  /** Changes of each kind that are waited for. */
  changes: number;
  quick: boolean;
}

const engineNames: readonly EngineName[] = ['built-in', 'elasticsearch'];
const smallList = resolve(__dirname, '../../apps/search/test/fixtures/songs.csv');
const smallLibrary = '10000';

export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      songs: { type: 'string' },
      tracks: { type: 'string', default: smallLibrary },
      engine: { type: 'string', default: engineNames.join(',') },
      only: { type: 'string', default: parts.join(',') },
      seed: { type: 'string', default: '4' },
      'per-kind': { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  return {
    songs: values.songs ? resolve(values.songs) : smallList,
    tracks: values.tracks.split(',').map(Number),
    engines: named('engine', engineNames, values.engine),
    parts: new Set(named('part', parts, values.only)),
    seed: Number(values.seed),
    perKind: Number(values['per-kind'] ?? (values.quick ? 20 : 200)),
    seconds: values.quick ? 5 : 60,
    changes: values.quick ? 5 : 25,
    quick: values.quick,
  };
}

function named<T extends string>(what: string, known: readonly T[], list: string): T[] {
  return list.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (!found) throw new Error(`There is no ${what} ${name}. There are ${known.join(', ')}.`);
    return found;
  });
}
