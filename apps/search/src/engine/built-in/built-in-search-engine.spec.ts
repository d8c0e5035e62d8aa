import { type TrackSummary } from '@djamms/contracts';
import { scopeOf } from '../../documents/document-row';
import { BuiltInSearchEngine } from './built-in-search-engine';
import { LibraryCache } from './library-cache';
import { type LibraryChange, type LibrarySource } from './library-source';
import { type IndexedTrack } from './segment-builder';
import { type TrackDocument } from '../search-engine';
import { textOf } from '../track-text';
import { specifyEngine, type EngineUnderTest } from '../../../test/engine-specification';

const toIndexed = ({ track, revision, clicks }: TrackDocument): IndexedTrack => ({
  ...textOf(track),
  id: track.id,
  revision,
  shownTitle: track.title,
  shownArtist: track.artist,
  shownGenre: track.genre ?? '',
  year: track.year,
  duration: track.duration,
  source: track.source,
  popularity: track.popularity,
  clicks,
});

/** Documents as the service keeps them, in an array. */
class Shelf implements LibrarySource {
  private readonly kept = new Map<string, { scope: string; revision: number; document: TrackDocument | null }>();

  put(id: string, scope: string, revision: number, document: TrackDocument | null): void {
    const known = this.kept.get(id);
    if (!known || (known.revision < revision && known.document)) this.kept.set(id, { scope, revision, document });
  }

  clear(): void {
    this.kept.clear();
  }

  async revision(): Promise<number> {
    return Promise.resolve(Math.max(0, ...[...this.kept.values()].map(({ revision }) => revision)));
  }

  async *tracks(scope: string): AsyncGenerator<IndexedTrack[]> {
    const own = [...this.kept.values()].flatMap((one) => (one.scope === scope && one.document ? [one.document] : []));
    await Promise.resolve();
    yield own.map(toIndexed).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async changesAfter(after: number, scopes: readonly string[]) {
    const changes = [...this.kept]
      .filter(([, { scope, revision }]) => revision > after && scopes.includes(scope))
      .map(([id, { scope, revision, document }]): LibraryChange => ({
        scope,
        id,
        revision,
        track: document && toIndexed(document),
      }))
      .sort((a, b) => a.revision - b.revision);
    return { changes, revision: await this.revision(), more: false };
  }

  async summaries(scopes: readonly string[], ids: readonly string[]): Promise<TrackSummary[]> {
    return Promise.resolve(
      ids.flatMap((id) => {
        const known = this.kept.get(id);
        return known?.document && scopes.includes(known.scope) ? [known.document.track] : [];
      }),
    );
  }
}

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
