import { type Suggestion } from '@djamms/contracts';
import { must } from '../lib/systems';
import { each } from './each';
import { get, load } from './load';
import { type Suggestions } from './results';
import { type SearchSystem } from './system';

/** Of the most popular songs, so many are typed letter by letter. */
const typedSongs = 200;
const popularSongs = 1_000;
const mostLetters = 12;

export async function measureSuggestions(system: SearchSystem, seconds: number): Promise<Suggestions> {
  const [after3, after5] = [await offeredAfter(system, 3), await offeredAfter(system, 5)];
  const keystrokes = popularOf(system).flatMap(({ title }) =>
    Array.from({ length: Math.min(title.length, mostLetters) }, (_, letters) =>
      get('/api/search/suggest', { q: title.toLowerCase().slice(0, letters + 1), limit: '5' }),
    ),
  );
  return { after3, after5, keystroke: await load(system, seconds, system.url, keystrokes) };
}

function popularOf({ songs }: SearchSystem): SearchSystem['songs'] {
  const popular = songs.toSorted((a, b) => b.weeks - a.weeks).slice(0, popularSongs);
  const step = popular.length / typedSongs;
  return Array.from({ length: typedSongs }, (_, index) => popular[Math.floor(index * step)]!);
}

/** The share of popular songs that are among five suggestions after so many letters of their titles. */
async function offeredAfter(system: SearchSystem, letters: number): Promise<number> {
  const songs = popularOf(system);
  let offered = 0;
  await each(songs, async ({ title, artist }) => {
    const asked = await system.owner.rest.get<{ items: Suggestion[] }>('/api/search/suggest', {
      q: title.toLowerCase().slice(0, letters),
      limit: '5',
    });
    if (must(asked).items.some((item) => item.text === title && item.artist === artist)) offered++;
  });
  return offered / songs.length;
}
