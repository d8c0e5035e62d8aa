import { type Suggestion, type TrackSummary } from '@djamms/contracts';
import { hitRates, judge, type Found, type Judgement } from '../../apps/search/test/judged/judge';
import { type JudgedQuery } from '../../apps/search/test/judged/queries';
import { must } from '../lib/systems';
import { type EngineRun } from './results';
import { type SearchSystem } from './system';

const atOnce = 2;
/** Of the most popular songs, so many are typed letter by letter. */
const typedSongs = 200;
const popularSongs = 1_000;

/** What is found of what was meant, through the gateway. */
export async function measureQuality(
  system: SearchSystem,
  queries: readonly JudgedQuery[],
): Promise<EngineRun['quality']> {
  const judgements: Judgement[] = [];
  await each(queries, async (query) => {
    const { body } = await system.owner.rest.get<Found & { items: TrackSummary[] }>('/api/search', {
      q: query.query,
      pageSize: 20,
    });
    judgements.push(judge(query, { tracks: body.items, artists: body.artists }));
  });
  const [suggestedAfter3, suggestedAfter5] = [await suggestedAfter(system, 3), await suggestedAfter(system, 5)];
  return { kinds: Object.fromEntries(hitRates(judgements)), suggestedAfter3, suggestedAfter5 };
}

export function popularOf({ songs }: SearchSystem): SearchSystem['songs'] {
  const popular = songs.toSorted((a, b) => b.weeks - a.weeks).slice(0, popularSongs);
  const step = popular.length / typedSongs;
  return Array.from({ length: typedSongs }, (_, index) => popular[Math.floor(index * step)]!);
}

/** The share of popular songs that are among five suggestions after so many letters of their titles. */
async function suggestedAfter(system: SearchSystem, letters: number): Promise<number> {
  const songs = popularOf(system);
  let offered = 0;
  await each(songs, async ({ title, artist }) => {
    const asked = await system.owner.rest.get<{ items: Suggestion[] }>('/api/search/suggest', {
      q: title.toLowerCase().slice(0, letters),
      limit: 5,
    });
    if (must(asked).items.some((item) => item.text === title && item.artist === artist)) offered++;
  });
  return offered / songs.length;
}

async function each<T>(values: readonly T[], work: (value: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < values.length) await work(values[next++]!);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
