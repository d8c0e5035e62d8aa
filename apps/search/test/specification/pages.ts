import { type TrackSummary } from '@djamms/contracts';
import { type Subject } from './subject';

export function specifyPages({ ask, add }: Subject): void {
  describe('totals and pages', () => {
    const many = (count: number, track: (number: number) => Partial<TrackSummary>): Promise<TrackSummary[]> =>
      add(...Array.from({ length: count }, (_, number) => track(number)));

    it('count what was typed, not what is near it', async () => {
      await many(30, (number) => ({ title: `Number ${number} of love` }));
      await many(5, (number) => ({ title: `Number ${number} of live` }));
      await expect(ask('love')).resolves.toMatchObject({ total: 30 });
      await expect(ask('number')).resolves.toMatchObject({ total: 35 });
    });

    it('are exact far beyond a page, and pages hold each track once', async () => {
      await many(730, (number) => ({ title: `Anthem ${number}`, popularity: number % 7 }));
      const pages = await Promise.all([1, 2, 3, 4, 5].map((page) => ask('anthem', {}, { page, pageSize: 200 })));
      expect(pages.map(({ total }) => total)).toEqual([730, 730, 730, 730, 730]);
      expect(pages.map(({ items }) => items.length)).toEqual([200, 200, 200, 130, 0]);
      expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(730);
    });

    it('give tracks as they are, with everything they say of themselves', async () => {
      const [track] = await add({
        title: 'Karma Police',
        artist: 'Radiohead',
        popularity: 2.5,
        playCount: 7,
        year: 1997,
      });
      expect((await ask('karma police')).items).toEqual([track]);
    });
  });
}
