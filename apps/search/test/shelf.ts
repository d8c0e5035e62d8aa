import { type TrackSummary } from '@djamms/contracts';
import { type LibraryChange, type LibrarySource } from '../src/engine/built-in/library-source';
import { type IndexedTrack } from '../src/engine/built-in/segment-builder';
import { type TrackDocument } from '../src/engine/search-engine';
import { toIndexed as indexed } from './judged/indexed';

const toIndexed = ({ track, revision, clicks }: TrackDocument): IndexedTrack => indexed(track, revision, clicks);

/** Documents as the service keeps them, in an array. */
export class Shelf implements LibrarySource {
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
