import { scopeOf } from '../../documents/document-row';
import { BuiltInSearchEngine } from './built-in-search-engine';
import { LibraryCache } from './library-cache';
import { type TrackDocument } from '../search-engine';
import { Shelf } from '../../../test/shelf';
import { specifyEngine, type EngineUnderTest } from '../../../test/engine-specification';

async function start(): Promise<EngineUnderTest> {
  const shelf = new Shelf();
  const engine = new BuiltInSearchEngine(shelf, new LibraryCache(shelf, 50_000_000));
  const put = (documents: readonly TrackDocument[]): void =>
    documents.forEach((document) =>
      shelf.put(document.track.id, scopeOf(document.track.venueId), document.revision, document),
    );
  return Promise.resolve({
    engine,
    put: async (documents) => {
      put(documents);
      await engine.index();
    },
    remove: async (tracks) => {
      for (const { trackId, venueId, revision } of tracks) shelf.put(trackId, scopeOf(venueId), revision, null);
      await engine.remove();
    },
    fill: async (documents) => {
      shelf.clear();
      put(documents);
      await engine.fill();
    },
    stop: () => Promise.resolve(),
  });
}

specifyEngine('built-in', start);
