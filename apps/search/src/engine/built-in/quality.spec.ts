import { toSegment } from '../../../test/judged/indexed';
import { pageShown, specifyQuality } from '../../../test/quality-specification';
import { LibrarySearch } from './library-search';
import { suggestions } from './suggestions';

specifyQuality('built-in', (library) => {
  const segment = toSegment(library);
  const byId = new Map(library.map((track) => [track.id, track]));
  return Promise.resolve({
    search: (text) => {
      const { ids, artists } = new LibrarySearch([segment], text, {}).run(pageShown);
      return Promise.resolve({ tracks: ids.map((id) => byId.get(id)!), artists });
    },
    suggest: (text, limit) => Promise.resolve(suggestions([segment], text, limit)),
    stop: () => Promise.resolve(),
  });
});
