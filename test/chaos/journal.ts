/** What a client learned of something it asked for. */
export type Answer =
  | { kind: 'done'; revision: number; duplicate: boolean; itemId: string | null }
  | { kind: 'refused'; code: string; status: number };

/** One thing a client asked for; an id is used for one thing only, however often that is sent. */
export interface Asked {
  commandId: string;
  by: string;
  action: string;
  /** Where it was sent by REST; null for what went by socket. */
  path: string | null;
  /** What it named. */
  detail: Record<string, unknown>;
  answers: Answer[];
  /** Times it was sent. */
  sent: number;
}

/** Songs that a player says it has heard to their end, could not play, or played while it was alone. */
export interface Heard {
  itemId: string;
  by: string;
  reason: 'ended' | 'error' | 'alone';
}

/** What a client saw, in the order in which it saw it. */
export interface Seen {
  by: string;
  revisions: number[];
}

/** What all clients did, asked and saw: one half of what the checker compares. */
export class Journal {
  readonly asked = new Map<string, Asked>();
  readonly heard: Heard[] = [];
  readonly seen: Seen[] = [];
  /** Kills and starts, for people. */
  readonly faults: string[] = [];

  ask(
    commandId: string,
    by: string,
    action: string,
    detail: Record<string, unknown>,
    path: string | null = null,
  ): Asked {
    const asked: Asked = { commandId, by, action, path, detail, answers: [], sent: 0 };
    this.asked.set(commandId, asked);
    return asked;
  }

  watch(by: string): Seen {
    const seen: Seen = { by, revisions: [] };
    this.seen.push(seen);
    return seen;
  }

  /** Sent, and nobody knows whether it was done. */
  unanswered(): Asked[] {
    return [...this.asked.values()].filter(({ answers, sent }) => sent > 0 && answers.length === 0);
  }
}
