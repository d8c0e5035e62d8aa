/** A track that should be on the device. */
export interface Wanted {
  key: string;
  /** Known, or an estimate. */
  bytes: number;
}

export interface Kept extends Wanted {
  /** When it was last needed, milliseconds since 1970. */
  usedAt: number;
}

export interface CachePlan {
  /** What to download, the most urgent first. */
  fetch: string[];
  /** What to remove, before anything is stored. */
  evict: string[];
}

/**
 * What to download and what to remove so that the most wanted tracks are on the device within its budget. What
 * nobody wants any more stays as long as there is room: it may be played again, and it is better than silence.
 * @param wanted the most urgent first, each key once
 */
export function planCache(wanted: readonly Wanted[], kept: readonly Kept[], budget: number): CachePlan {
  const known = new Map(kept.map((entry) => [entry.key, entry]));
  const chosen = new Set<string>();
  let total = 0;
  for (const { key, bytes } of wanted) {
    const size = known.get(key)?.bytes ?? bytes;
    // A smaller one that comes later may still fit.
    if (chosen.has(key) || total + size > budget) continue;
    chosen.add(key);
    total += size;
  }
  const evict: string[] = [];
  let spare = budget - total;
  for (const entry of kept.filter(({ key }) => !chosen.has(key)).toSorted((a, b) => b.usedAt - a.usedAt)) {
    if (entry.bytes <= spare) spare -= entry.bytes;
    else evict.push(entry.key);
  }
  return { fetch: [...chosen].filter((key) => !known.has(key)), evict };
}

const megabyte = 1_048_576;
/** More than a day of music in common qualities. */
const largestCache = 4_096 * megabyte;
/** Where the browser does not tell what it has: about three hours. */
const unknownRoom = 400 * megabyte;
/** The rest is for the browser, other pages, and the system. */
const largestShare = 0.5;

/** Bytes that songs may take on this device. @param own what they take now */
export function budgetOf(estimate: { usage?: number; quota?: number } | null, own: number): number {
  if (estimate?.quota === undefined) return unknownRoom;
  const free = Math.max(0, estimate.quota - (estimate.usage ?? 0)) + own;
  return Math.min(largestCache, free * largestShare);
}

/** Bytes of a song whose size is not known yet: 256 kbit/s, so that an estimate is seldom too small. */
export const estimatedBytes = (duration: number): number => Math.max(60, duration) * 32_000;
