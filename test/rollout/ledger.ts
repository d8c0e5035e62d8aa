/** What clients do, as the report counts it. */
export const kinds = ['read', 'write', 'stream', 'upload', 'guest'] as const;
export type Kind = (typeof kinds)[number];

export interface Failure {
  /** ISO 8601, UTC. */
  time: string;
  kind: Kind | 'socket' | 'player';
  /** Method and path without ids, or the window's name. */
  where: string;
  what: string;
}

export interface Totals {
  requests: number;
  failed: number;
  /** Milliseconds until the last byte of the answers that came; null while there were none. */
  p50: number | null;
  p95: number | null;
  max: number | null;
}

/** Takes note of every request, and of everything else that went wrong. */
export class Ledger {
  readonly failures: Failure[] = [];
  private readonly times = new Map<Kind, number[]>();
  private readonly failed = new Map<Kind, number>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @param ms from the first byte sent to the last byte received */
  answered(kind: Kind, ms: number): void {
    const times = this.times.get(kind);
    if (times) times.push(ms);
    else this.times.set(kind, [ms]);
  }

  fail(kind: Failure['kind'], where: string, what: string): void {
    this.failures.push({ time: new Date(this.now()).toISOString(), kind, where, what });
    if (isKind(kind)) this.failed.set(kind, (this.failed.get(kind) ?? 0) + 1);
  }

  totals(): Record<Kind, Totals> {
    const all = kinds.map((kind): [Kind, Totals] => [kind, this.totalsOf(kind)]);
    return Object.fromEntries(all) as Record<Kind, Totals>;
  }

  private totalsOf(kind: Kind): Totals {
    const times = [...(this.times.get(kind) ?? [])].sort((left, right) => left - right);
    const failed = this.failed.get(kind) ?? 0;
    const at = (share: number): number | null => rounded(times[Math.ceil(times.length * share) - 1]);
    return { requests: times.length + failed, failed, p50: at(0.5), p95: at(0.95), max: at(1) };
  }
}

const isKind = (kind: Failure['kind']): kind is Kind => (kinds as readonly string[]).includes(kind);
const rounded = (ms: number | undefined): number | null => (ms === undefined ? null : Math.round(ms * 10) / 10);
