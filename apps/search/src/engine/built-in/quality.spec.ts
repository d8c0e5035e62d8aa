import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { toSegment } from '../../../test/judged/indexed';
import { hitRates, judge } from '../../../test/judged/judge';
import { makeLibrary } from '../../../test/judged/library';
import { easyKinds, makeQueries, queryKinds, type JudgedQuery, type QueryKind } from '../../../test/judged/queries';
import { readSongs } from '../../../test/judged/songs';
import { LibrarySearch } from './library-search';
import { suggestions } from './suggestions';

const songs = readSongs(join(__dirname, '../../../test/fixtures/songs.csv'));
const library = makeLibrary(songs, 6_000, randomUUID());
const segment = toSegment(library);
const byId = new Map(library.map((track) => [track.id, track]));

/** Percent of the songs that were meant at the first place, and among the first twenty. */
const least: Partial<Record<QueryKind, [at1: number, at20: number]>> = {
  title: [94, 99],
  'one-slip': [90, 99],
  'title-artist': [96, 99],
  'no-punctuation': [93, 99],
  'half-typed': [95, 99],
};
const hard: [number, number] = [70, 96];

/** What is found on this small library; `npm run bench:search` judges great ones, and tells how fast. */
describe('what people mean', () => {
  const queries = makeQueries(songs, { perKind: 60, seed: 11 });
  const answer = ({ query }: JudgedQuery) => {
    const { ids, artists } = new LibrarySearch([segment], query, {}).run({ page: 1, pageSize: 20 });
    return { tracks: ids.map((id) => byId.get(id)!), artists };
  };
  const rates = hitRates(queries.map((query) => judge(query, answer(query))));

  it('is asked in at least a thousand ways', () => {
    expect(queries.length).toBeGreaterThan(1_000);
    expect([...rates.keys()]).toEqual(queryKinds);
  });

  it.each(queryKinds.filter((kind) => kind !== 'artist-start'))('is found by %s', (kind) => {
    const { at1, at20 } = rates.get(kind)!;
    const [first, page] = least[kind] ?? hard;
    expect(easyKinds.includes(kind)).toBe(kind in least);
    expect({ kind, first: at1 * 100 >= first, page: at20 * 100 >= page }).toEqual({ kind, first: true, page: true });
  });

  it('is the artist of whom three letters were typed', () => {
    expect(rates.get('artist-start')!.artist).toBeGreaterThan(0.95);
  });

  it('is suggested after three letters', () => {
    const popular = songs.toSorted((a, b) => b.weeks - a.weeks).slice(0, 200);
    const offered = popular.filter(({ title, artist }) =>
      suggestions([segment], title.slice(0, 3), 5).some((item) => item.text === title && item.artist === artist),
    );
    expect(offered.length / popular.length).toBeGreaterThan(0.8);
  });
});
