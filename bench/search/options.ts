import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type EngineName } from './system';

export interface Options {
  /** CSV of songs; the small list of the repository unless given. */
  songs: string;
  /** Sizes of library. */
  tracks: number[];
  engines: EngineName[];
  /** Of the queries: tune on one, report another. */
  seed: number;
  perKind: number;
  /** Of the load at 100 a second. */
  seconds: number;
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
      engines: { type: 'string', default: engineNames.join(',') },
      seed: { type: 'string', default: '4' },
      'per-kind': { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const engines = values.engines.split(',').map((name) => {
    const known = engineNames.find((engine) => engine === name.trim());
    if (!known) throw new Error(`There is no engine ${name}. There are ${engineNames.join(' and ')}.`);
    return known;
  });
  return {
    songs: values.songs ? resolve(values.songs) : smallList,
    tracks: values.tracks.split(',').map(Number),
    engines,
    seed: Number(values.seed),
    perKind: Number(values['per-kind'] ?? (values.quick ? 20 : 200)),
    seconds: values.quick ? 5 : 60,
    quick: values.quick,
  };
}
