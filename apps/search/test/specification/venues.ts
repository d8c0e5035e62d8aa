import { randomUUID } from 'node:crypto';
import { trackSummary } from '@djamms/testing';
import { document, nextRevision, type Subject } from './subject';

export function specifyVenues(subject: Subject): void {
  const { ask, titles, suggest, add } = subject;
  describe('venues', () => {
    it('see their own tracks and the shared ones, and nothing of each other’s', async () => {
      await add({ title: 'Secret Anthem', artist: 'Hidden Band', album: 'Vault', genre: 'Occult', year: 1950 });
      const title = `Common ${randomUUID().slice(0, 8)}`;
      const shared = trackSummary({ venueId: null, title, artist: 'Everybody' });
      await subject.tested.put([document(shared)]);
      await expect(titles(title)).resolves.toEqual([title]);
      subject.enterAnotherVenue();
      await expect(titles(title)).resolves.toEqual([title]);
      for (const text of ['secret', 'secert', 'secretanthem', 'hidden', 'hiddn band', 'vault', '']) {
        const result = await ask(text);
        expect([text, JSON.stringify(result).match(/secret|hidden|vault|occult|1950s/i)]).toEqual([text, null]);
        expect([text, JSON.stringify(await suggest(text)).match(/secret|hidden/i)]).toEqual([text, null]);
      }
      await subject.tested.remove([{ trackId: shared.id, venueId: null, revision: nextRevision() }]);
      await expect(ask(title)).resolves.toMatchObject({ total: 0 });
    });

    it('are not helped by words of others', async () => {
      await add({ title: 'Zyxwvut Anthem' });
      subject.enterAnotherVenue();
      await add({ title: 'Zyxwvus Hymn' });
      // Were the other venue's word known here, this would be that word, and mended no more.
      await expect(ask('zyxwvut')).resolves.toMatchObject({ total: 1, didYouMean: 'zyxwvus' });
    });
  });
}
