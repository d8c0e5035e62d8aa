/** What can be undone is kept this long (ms): the server remembers what it took out for ten minutes. */
const keptFor = 10 * 60_000;
const keptAtMost = 50;

interface Undoable {
  undo: () => void;
  until: number;
}

/** The ways back of this window, the newest on top. Each is taken once: by its button or by the key. */
export class UndoStack {
  private entries: Undoable[] = [];

  /** @param now milliseconds on any steady clock. */
  constructor(private readonly now: () => number) {}

  /** Remembers a way back; the answer runs it, once. */
  push(undo: () => void): () => void {
    const entry: Undoable = { undo, until: this.now() + keptFor };
    this.entries = [...this.entries.slice(1 - keptAtMost), entry];
    return () => this.run(entry);
  }

  /** Undoes the newest change; false when there is none. */
  undoNewest(): boolean {
    this.entries = this.entries.filter(({ until }) => until > this.now());
    const newest = this.entries.at(-1);
    if (newest !== undefined) this.run(newest);
    return newest !== undefined;
  }

  private run(entry: Undoable): void {
    if (!this.entries.includes(entry)) return;
    this.entries = this.entries.filter((other) => other !== entry);
    entry.undo();
  }
}
