import { type JudgedQuery } from '../../apps/search/test/judged/queries';
import { must } from '../lib/systems';
import { median } from '../lib/stats';
import { percentiles } from './load';
import { type Hostile } from './results';
import { type SearchSystem } from './system';

const rounds = 11;
const usualQueries = 300;
const longest = 300;
const letters = 'abcdefghijklmnopqrstuvwxyz';
/** Of many tracks, and near to many other words. */
const broadWords = 'love time night baby heart girl good little want down come dont'.split(' ');

const repeated = (unit: string): string => unit.repeat(Math.ceil(longest / unit.length)).slice(0, longest);

/** What is meant to cost: everything at once that a query may hold, up to its greatest length. */
export const hostileQueries: Readonly<Record<string, string>> = {
  'one letter': 'e',
  'beginnings of everything': [...letters].slice(0, 12).join(' '),
  'one letter, again and again': repeated('a '),
  'the broadest words': broadWords.join(' '),
  'the broadest words, each with a slip': broadWords.map((word) => `${word.slice(0, 2)}x${word.slice(2)}`).join(' '),
  'words that are near to many': 'tine mine line fine wine nine pine dine sine vine bine hine',
  'long words that nobody knows': letters.repeat(4).match(/.{8}/g)!.slice(0, 12).join(' '),
  'one endless word': repeated(letters),
  wildcards: repeated('* ? '),
  'a regular expression': repeated('/(a+)+$/ '),
  operators: repeated('title:(+love -"baby"~3) OR NOT '),
  'every word another script': repeated('愛 любовь حب '),
  'one script without spaces': repeated('愛恋歌夢空花雨風月星'),
  emoji: repeated('🎵🎶'),
};

/** One question at a time: the mixed judged queries, and each hostile one. */
export async function measureHostile(system: SearchSystem, queries: readonly JudgedQuery[]): Promise<Hostile> {
  const step = Math.max(1, Math.floor(queries.length / usualQueries));
  const usual: number[] = [];
  for (let at = 0; at < queries.length; at += step) usual.push(await timed(system, queries[at]!.query));
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds; round++)
    for (const [name, q] of Object.entries(hostileQueries))
      times.set(name, [...(times.get(name) ?? []), await timed(system, q)]);
  const [name, slowest] = [...times].map(([each, own]) => [each, median(own)] as const).sort((a, b) => b[1] - a[1])[0]!;
  return {
    usual: percentiles(usual),
    hostile: percentiles([...times.values()].flat()),
    slowest: { name, p50: slowest },
  };
}

async function timed({ owner }: SearchSystem, q: string): Promise<number> {
  const startedAt = performance.now();
  must(await owner.rest.get('/api/search', { q, pageSize: 20 }));
  return performance.now() - startedAt;
}
