import { type TrackSummary } from '@djamms/contracts';
import { type Rpc } from '@djamms/messaging';
import { trackSummary } from '@djamms/testing';
import { LibraryPages } from './library-pages.service';

const byId = (a: TrackSummary, b: TrackSummary): number => (a.id < b.id ? -1 : 1);

describe('the pages of the library', () => {
  let tracks: TrackSummary[];
  let pages: LibraryPages;
  const asked: (string | undefined)[] = [];
  const read = async (reader: string, after: string | null) => {
    const page = await pages.read(reader, after, new Date());
    return { ...page, titles: page.tracks.map(({ title }) => title) };
  };
  beforeEach(() => {
    asked.length = 0;
    tracks = ['one', 'two', 'three'].map((title) => trackSummary({ title })).sort(byId);
    // One track a page, as a library without end would have it.
    const request = (_: unknown, { after }: { after?: string }) => {
      asked.push(after);
      return Promise.resolve({ items: tracks.filter(({ id }) => after === undefined || id > after).slice(0, 1) });
    };
    pages = new LibraryPages({ request } as unknown as Rpc);
  });

  it('come one after the other, each asked for once and ahead', async () => {
    const first = await read('a', null);
    expect(asked).toEqual([undefined, tracks[0]!.id]);
    await read('a', first.upTo);
    expect(asked).toEqual([undefined, tracks[0]!.id, tracks[1]!.id]);
  });

  it('are asked for anew by another reader, which sees what changed since', async () => {
    const { upTo } = await read('a', null);
    tracks = tracks.map((track) => ({ ...track, title: `${track.title} again` }));
    await expect(read('b', upTo)).resolves.toMatchObject({ titles: [tracks[1]!.title] });
  });
});
