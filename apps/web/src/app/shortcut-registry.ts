export interface Shortcut {
  /** As `keyOf` names them; any of them does it. */
  keys: string[];
  /** As people read them; the keys themselves unless given. */
  shown?: string[];
  what: string;
  run: () => void;
  /** The key was let go, or the page lost it: for what lasts as long as a key is held. */
  end?: () => void;
  /** Acts again and again while the key is held. */
  repeats?: boolean;
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** A key press by name: `n`, `?`, `shift+f`, `ctrl+z` (also with the command key of a Mac). */
export function keyOf({ key, ctrlKey, metaKey, shiftKey }: KeyPress): string {
  const name = key.toLowerCase();
  const isLetter = /^\p{L}$/u.test(key);
  return `${ctrlKey || metaKey ? 'ctrl+' : ''}${shiftKey && isLetter ? 'shift+' : ''}${name}`;
}

/** The keys that act right now: those of the console, and those of what is on the page. */
export class ShortcutRegistry {
  private readonly sources = new Set<{ group: string; list: () => Shortcut[] }>();

  /** Adds keys that are read anew at each press; the answer takes them away. */
  add(group: string, list: () => Shortcut[]): () => void {
    const source = { group, list };
    this.sources.add(source);
    return () => this.sources.delete(source);
  }

  /** What a key does; what came last goes first, so that a page can have its own meaning. */
  find(key: string): Shortcut | undefined {
    return [...this.sources]
      .reverse()
      .flatMap(({ list }) => list())
      .find(({ keys }) => keys.includes(key));
  }

  groups(): { group: string; shortcuts: Shortcut[] }[] {
    const groups = new Map<string, Shortcut[]>();
    for (const { group, list } of this.sources) groups.set(group, [...(groups.get(group) ?? []), ...list()]);
    return [...groups].map(([group, shortcuts]) => ({ group, shortcuts }));
  }
}
