import { trackSummary } from '@djamms/testing';
import { document, type Subject } from './subject';

export function specifyOrder(subject: Subject): void {
  const { ask, titles, first, add } = subject;
  describe('puts first', () => {
    it('exactly that title, however popular longer ones are', async () => {
      await add(
        { title: 'Hello Goodbye', artist: 'Beatles', popularity: 60 },
        { title: 'Hello', artist: 'Adele', popularity: 5 },
      );
      await add({ title: 'Say Hello', popularity: 40 });
      await expect(first('hello')).resolves.toBe('Hello');
    });

    it('the popular one of songs with one title', async () => {
      await add(
        { title: 'Hurt', artist: 'Nine Inch Nails', popularity: 3 },
        { title: 'Hurt', artist: 'Johnny Cash', popularity: 30 },
      );
      const { items } = await ask('hurt');
      expect(items.map(({ artist }) => artist)).toEqual(['Johnny Cash', 'Nine Inch Nails']);
    });

    it('the more popular one among the most popular, too', async () => {
      await add(
        { title: 'Hurt', artist: 'Often', popularity: 150 },
        { title: 'Hurt', artist: 'All the time', popularity: 900 },
        { title: 'Hurt', artist: 'More often', popularity: 400 },
      );
      const artists = ['All the time', 'More often', 'Often'];
      for (const text of ['hurt', '']) {
        const { items } = await ask(text);
        expect(items.map(({ artist }) => artist)).toEqual(artists);
      }
    });

    it('an original before its versions, unless one is asked for', async () => {
      await add(
        { title: 'Africa (Live)', artist: 'Toto', popularity: 20 },
        { title: 'Africa', artist: 'Toto', popularity: 20 },
        { title: 'Africa - 2011 Remaster', artist: 'Toto', popularity: 20 },
      );
      await expect(first('africa')).resolves.toBe('Africa');
      await expect(first('toto africa')).resolves.toBe('Africa');
      await expect(first('africa live')).resolves.toBe('Africa (Live)');
      await expect(first('africa remaster')).resolves.toBe('Africa - 2011 Remaster');
      await expect(titles('africa')).resolves.toHaveLength(3);
    });

    it('a title that says live by itself', async () => {
      await add(
        { title: 'Live and Let Die', artist: 'Wings' },
        { title: 'Let It Die (Live)', artist: 'Others', popularity: 2 },
      );
      await expect(first('live and let die')).resolves.toBe('Live and Let Die');
    });

    it('a word in the title before the same word in an album', async () => {
      await add({ title: 'Something', album: 'Thunder Road', popularity: 2 }, { title: 'Thunder Road' });
      await expect(titles('thunder')).resolves.toEqual(['Thunder Road', 'Something']);
    });

    it('what was chosen often, within bounds', async () => {
      const [often, seldom, other] = ['One Summer', 'Two Summer', 'Summer'].map((title) =>
        trackSummary({ venueId: subject.venueId, title, artist: 'Somebody', popularity: 3 }),
      );
      await subject.tested.put([document(often!, 40), document(seldom!), document(other!)]);
      await expect(titles('summer')).resolves.toEqual(['Summer', 'One Summer', 'Two Summer']);
    });
  });
}
