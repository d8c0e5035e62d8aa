import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type TrackSummary } from '@djamms/contracts';
import { hitRates, judge, type Found, type HitRates, type Judgement } from './judged/judge';
import { makeLibrary } from './judged/library';
import { easyKinds, makeQueries, queryKinds, type QueryKind } from './judged/queries';
import { readSongs } from './judged/songs';

/** An engine that holds one library. */
export interface JudgedEngine {
  search(text: string): Promise<Found>;
  suggest(text: string, limit: number): Promise<readonly { text: string; artist?: string | undefined }[]>;
  stop(): Promise<void>;
}

const songs = readSongs(join(__dirname, 'fixtures/songs.csv'));
const tracksHeld = 6_000;
const shown = 20;
const songsTyped = 200;

/** Percent of the songs that were meant at the first place, and among the first twenty. */
const least: Partial<Record<QueryKind, [at1: number, at20: number]>> = {
  title: [94, 99],
  'one-slip': [90, 99],
  'title-artist': [96, 99],
  'no-punctuation': [93, 99],
  'half-typed': [95, 99],
};
const hard: [number, number] = [70, 96];

/** What every engine finds on a small library at least; `npm run bench:search` judges great ones, and tells how fast. */
export function specifyQuality(
  name: string,
  start: (library: readonly TrackSummary[], venueId: string) => Promise<JudgedEngine>,
): void {
  describe(`what people mean, by the ${name} engine`, () => {
    const queries = makeQueries(songs, { perKind: 60, seed: 11 });
    let engine: JudgedEngine;
    let rates: Map<QueryKind, HitRates>;
    beforeAll(async () => {
      const venueId = randomUUID();
      engine = await start(makeLibrary(songs, tracksHeld, venueId), venueId);
      const judgements: Judgement[] = [];
      for (const query of queries) judgements.push(judge(query, await engine.search(query.query)));
      rates = hitRates(judgements);
    }, 240_000);
    afterAll(() => engine?.stop());

    it('is asked in at least a thousand ways', () => {
      expect(queries.length).toBeGreaterThan(1_000);
      expect([...rates.keys()]).toEqual(queryKinds);
    });

    it.each(queryKinds.filter((kind) => kind !== 'artist-start'))('is found by %s', (kind) => {
      const { at1, at20 } = rates.get(kind)!;
      const [first, page] = least[kind] ?? hard;
      expect(easyKinds.includes(kind)).toBe(kind in least);
      expect({ kind, at1, at20, first: at1 * 100 >= first, page: at20 * 100 >= page }).toMatchObject({
        first: true,
        page: true,
      });
    });

    it('is the artist of whom three letters were typed', () => {
      expect(rates.get('artist-start')!.artist).toBeGreaterThan(0.95);
    });

    it('is suggested after three letters', async () => {
      const popular = songs.toSorted((a, b) => b.weeks - a.weeks).slice(0, songsTyped);
      let offered = 0;
      for (const { title, artist } of popular) {
        const items = await engine.suggest(title.slice(0, 3), 5);
        if (items.some((item) => item.text === title && item.artist === artist)) offered++;
      }
      expect(offered / popular.length).toBeGreaterThan(0.8);
    });
  });
}

export const pageShown = { page: 1, pageSize: shown };
