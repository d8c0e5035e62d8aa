import { Client } from 'pg';
import { trackSummary } from '@djamms/testing';
import { toRow } from '../../apps/search/src/documents/document-row';
import { putSql } from '../../apps/search/src/documents/document-sql';

const batch = 2_000;
const syllables =
  'ba be bo da de di fa fi ga go ka ke la le li lo ma me mi mo na no pa ra re ri ro sa se ta te ti to va wa'.split(' ');
const genres = ['Rock', 'Pop', 'Soul', 'Jazz', 'House', 'Techno', 'Folk', 'Reggae', 'Hip-Hop', 'Classical'];

/** The same numbers at each run (mulberry32), so that runs can be compared. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function vocabulary(): string[] {
  const random = numbersFrom(1);
  const word = (): string =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => syllables[Math.floor(random() * syllables.length)]).join(
      '',
    );
  return [...new Set(Array.from({ length: 20_000 }, word))];
}

const words = vocabulary();
/** A few words are everywhere and most are rare, as in real titles (Zipf). */
const wordBy = (random: () => number): string => words[Math.floor(words.length ** random()) - 1] ?? 'la';
const phrase = (random: () => number, most: number): string =>
  Array.from({ length: 1 + Math.floor(random() * most) }, () => wordBy(random)).join(' ');

/** Puts made-up tracks of a venue into the search index, as the search service itself would. */
export async function fillIndex(databaseUrl: string, venueId: string, count: number): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('SET search_path = search, public');
    const random = numbersFrom(2);
    for (let done = 0; done < count; done += batch) {
      const size = Math.min(batch, count - done);
      const documents = Array.from({ length: size }, () => toRow(madeUp(random, venueId)));
      const text = JSON.stringify(documents);
      await client.query(putSql, [text]);
    }
    await client.query('VACUUM ANALYZE documents');
  } finally {
    await client.end();
  }
}

const madeUp = (random: () => number, venueId: string) =>
  trackSummary({
    venueId,
    title: phrase(random, 4),
    artist: phrase(random, 2),
    album: phrase(random, 3),
    genre: genres[Math.floor(random() * genres.length)] ?? null,
    year: 1960 + Math.floor(random() * 66),
    duration: 90 + Math.floor(random() * 300),
    popularity: Math.floor(1_000 ** random()),
  });

/** What people type: some words, half of them not to the end, a quarter with two letters swapped. */
export function typedQueries(count: number): string[] {
  const random = numbersFrom(3);
  return Array.from({ length: count }, () => {
    const whole = phrase(random, 3);
    const typed = random() < 0.5 ? whole.slice(0, Math.max(2, whole.length - 2)) : whole;
    return random() < 0.25 ? swapped(typed, 1 + Math.floor(random() * (typed.length - 2))) : typed;
  });
}

const swapped = (text: string, at: number): string =>
  text.slice(0, at) +
  text
    .slice(at, at + 2)
    .split('')
    .reverse()
    .join('') +
  text.slice(at + 2);
