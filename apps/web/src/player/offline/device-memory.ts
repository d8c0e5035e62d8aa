import { Id, PlaybackState } from '@djamms/contracts';
import { z } from 'zod';
import { type PlayerDatabase, database } from './database';
import { Solo } from './solo.schema';
import { TrackFacts } from './track-facts';

/** What this device knows of a venue without asking the server. */
export const Memory = z.object({
  venue: z.object({ id: Id, name: z.string(), timezone: z.string() }),
  /** The epoch in which this device was the venue's player; null when it was not when last heard of. */
  epoch: z.number().int().nullable(),
  /** The venue as it was last heard of. */
  state: PlaybackState.nullable(),
  /** Tracks of the default playlist. */
  rotation: z.array(Id),
  /** Set while the player is on its own. */
  solo: Solo.nullable(),
  /** What was played alone before another player became master; told when this one is master again. */
  untold: z.array(Solo),
});
export type Memory = z.infer<typeof Memory>;

/** Milliseconds between two writings of what changes often. */
const writeEvery = 1_000;

/** One venue's page in the device's memory. Changes are kept at once and written a moment later, the newest only. */
export class DeviceMemory {
  private writing: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(private memory: Memory) {}

  /** What the device remembers of a venue; null for one that it has not played for. */
  static async recall(venueId: string): Promise<Memory | null> {
    const stored = await attempt(async (db) => db.get('venues', venueId));
    const parsed = Memory.safeParse(stored);
    return parsed.success ? parsed.data : null;
  }

  static async open(venue: Memory['venue']): Promise<DeviceMemory> {
    const known = await DeviceMemory.recall(venue.id);
    const { id, name, timezone } = venue;
    const empty = { epoch: null, state: null, rotation: [], solo: null, untold: [] };
    return new DeviceMemory({ ...(known ?? empty), venue: { id, name, timezone } });
  }

  get(): Readonly<Memory> {
    return this.memory;
  }

  change(fields: Partial<Omit<Memory, 'venue'>>): void {
    this.memory = { ...this.memory, ...fields };
    this.timer ??= setTimeout(() => void this.write(), writeEvery);
  }

  /** Writes what is not written yet; for what must survive the next moment. */
  write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { memory } = this;
    this.writing = this.writing.then(() =>
      attempt(async (db) => void (await db.put('venues', memory, memory.venue.id))),
    );
    return this.writing;
  }
}

/** Facts of tracks, in memory and on the device. */
export class FactBook {
  private readonly facts = new Map<string, TrackFacts>();

  async open(): Promise<void> {
    const stored = (await attempt((db) => db.getAll('facts'))) ?? [];
    for (const value of stored) {
      const parsed = TrackFacts.safeParse(value);
      if (parsed.success && !this.facts.has(parsed.data.id)) this.facts.set(parsed.data.id, parsed.data);
    }
  }

  get(trackId: string): TrackFacts | undefined {
    return this.facts.get(trackId);
  }

  /** Takes facts in; older versions change nothing. */
  async learn(facts: readonly TrackFacts[]): Promise<void> {
    const newer = facts.filter(({ id, version }) => (this.facts.get(id)?.version ?? -1) < version);
    for (const each of newer) this.facts.set(each.id, each);
    if (newer.length === 0) return;
    await attempt(async (db) => {
      const { store, done } = db.transaction('facts', 'readwrite');
      await Promise.all([...newer.map((each) => store.put(TrackFacts.parse(each), each.id)), done]);
    });
  }

  async forget(trackId: string): Promise<void> {
    this.facts.delete(trackId);
    await attempt((db) => db.delete('facts', trackId));
  }
}

/** A browser that keeps nothing, or whose disk is full, still plays: it only remembers less. */
async function attempt<T>(work: (db: PlayerDatabase) => Promise<T>): Promise<T | undefined> {
  try {
    return await work(await database());
  } catch {
    return undefined;
  }
}
