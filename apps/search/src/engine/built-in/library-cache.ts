import { setTimeout as sleep } from 'node:timers/promises';
import { scopeOf } from '../../documents/document-row';
import { Library } from './library';
import { type LibraryChange, type LibrarySource } from './library-source';
import { SegmentBuilder } from './segment-builder';
import { Turn } from './steps';

/** Libraries that are read at once. */
const mostReading = 2;

interface Reading {
  library: Promise<Library>;
  /** What changed while it was read. */
  changes: LibraryChange[];
}

/**
 * The libraries of the venues that search, in memory: read when they are asked for, followed from then on, and
 * forgotten, the longest unused first, when all together are larger than the budget.
 */
export class LibraryCache {
  /** In the order in which they were used last. */
  private readonly libraries = new Map<string, Library>();
  private readonly reading = new Map<string, Reading>();
  private readonly worn = new Set<string>();
  private waiting: (() => void)[] = [];
  private readers = 0;
  /** What has been followed. Undefined until a library is read first. */
  private revision: number | undefined;
  private following: Promise<void> | undefined;

  /**
   * @param budget bytes; what every venue shares and the library that was used last stay, however large they are: each
   * search asks for both
   */
  constructor(
    private readonly source: LibrarySource,
    private readonly budget: number,
  ) {}

  /** @throws what the source throws when the library has to be read */
  async get(scope: string): Promise<Library> {
    const known = this.libraries.get(scope);
    if (!known) return this.read(scope);
    this.libraries.delete(scope);
    this.libraries.set(scope, known);
    return known;
  }

  /** Reads what has changed since the last time, in all libraries here; one that runs already is waited for. */
  async follow(): Promise<void> {
    this.following ??= this.followAll().finally(() => (this.following = undefined));
    await this.following;
  }

  /** Reads everything anew when it is asked for. */
  clear(): void {
    this.libraries.clear();
  }

  get tracks(): number {
    return [...this.libraries.values()].reduce((sum, { tracks }) => sum + tracks, 0);
  }

  get bytes(): number {
    return [...this.libraries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get size(): number {
    return this.libraries.size;
  }

  private read(scope: string): Promise<Library> {
    const running = this.reading.get(scope);
    if (running) return running.library;
    const reading: Reading = { changes: [], library: this.inTurn(() => this.build(scope)) };
    this.reading.set(scope, reading);
    reading.library = reading.library
      .then((library) => {
        for (const change of reading.changes) library.apply(change);
        this.libraries.delete(scope);
        this.libraries.set(scope, library);
        this.forgetUnused(scope);
        return library;
      })
      .finally(() => this.reading.delete(scope));
    return reading.library;
  }

  private async build(scope: string): Promise<Library> {
    // What is followed from before the reading on is read, or comes with the changes, or both.
    const revision = await this.source.revision();
    this.revision ??= revision;
    const builder = new SegmentBuilder();
    const turn = new Turn();
    for await (const page of this.source.tracks(scope))
      for (const track of page) {
        builder.add(track);
        if (turn.isOver) await turn.next();
      }
    return new Library(scope, await builder.buildInTurns());
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.readers >= mostReading) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.readers++;
    try {
      return await work();
    } finally {
      this.readers--;
      this.waiting.shift()?.();
    }
  }

  private async followAll(): Promise<void> {
    for (let more = true; more;) {
      const scopes = new Set([...this.libraries.keys(), ...this.reading.keys()]);
      if (scopes.size === 0 || this.revision === undefined) return;
      const next = await this.source.changesAfter(this.revision, [...scopes]);
      await this.apply(next.changes);
      // What has begun to be read meanwhile, or is read by now, was not asked for: once more, with it.
      const isWhole = [...this.reading.keys(), ...this.libraries.keys()].every((scope) => scopes.has(scope));
      if (isWhole) this.revision = next.revision;
      more = next.more || !isWhole;
    }
  }

  private async apply(changes: readonly LibraryChange[]): Promise<void> {
    const turn = new Turn();
    for (const change of changes) {
      this.reading.get(change.scope)?.changes.push(change);
      const library = this.libraries.get(change.scope);
      library?.apply(change);
      if (library?.isWorn) this.renew(library.scope);
      if (turn.isOver) await turn.next();
    }
  }

  /** The worn one answers until the new one is there. */
  private renew(scope: string): void {
    if (this.worn.has(scope)) return;
    this.worn.add(scope);
    // Where it cannot be read now, the worn one goes on, and the next change tries again.
    void this.read(scope)
      .catch(() => sleep(1_000))
      .finally(() => this.worn.delete(scope));
  }

  private forgetUnused(read: string): void {
    const shared = scopeOf(null);
    const kept = new Set([shared, read]);
    const usedLast = [...this.libraries.keys()].findLast((scope) => scope !== shared);
    if (read === shared && usedLast !== undefined) kept.add(usedLast);
    let bytes = this.bytes;
    for (const [scope, library] of this.libraries) {
      if (bytes <= this.budget) return;
      if (kept.has(scope)) continue;
      bytes -= library.bytes;
      this.libraries.delete(scope);
    }
  }
}
