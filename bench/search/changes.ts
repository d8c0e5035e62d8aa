import { setTimeout as sleep } from 'node:timers/promises';
import { type JudgedQuery } from '../../apps/search/test/judged/queries';
import { must } from '../lib/systems';
import { mixedSearches } from './latency';
import { load } from './load';
import { type WhileChanging } from './results';
import { type SearchSystem } from './system';

const changesPerSecond = 10;
/** What is measured begins with an index that has changed for a while. */
const changedBefore = 1_000;
const atOnce = 4;

/**
 * Searches at the usual pace, first of a library that rests, then of one whose songs are played all the while. Each
 * play changes one document, one by one, as a venue's evening does.
 */
export async function measureWhileChanging(
  system: SearchSystem,
  queries: readonly JudgedQuery[],
  seconds: number,
  say: (line: string) => void,
): Promise<WhileChanging> {
  const searches = mixedSearches(queries);
  say('A library that rests');
  const resting = await load(system, seconds, system.url, searches);
  const plays = new Plays(system);
  say(`${changedBefore.toLocaleString('en')} plays, then ${changesPerSecond} a second`);
  await plays.make(changedBefore);
  const stop = new AbortController();
  const steady = plays.makeSteadily(stop.signal);
  try {
    // With a warm-up of its own: Java has compiled the searches for an index in which nothing was ever replaced.
    const changing = await load(system, seconds, system.url, searches);
    return { resting, changing, changesPerSecond: plays.perSecond() };
  } finally {
    stop.abort();
    await steady;
  }
}

/** Plays of one track after the other, far apart in the library. */
class Plays {
  private made = 0;
  private steadyFrom = { at: 0, made: 0 };

  constructor(private readonly system: SearchSystem) {}

  async make(count: number): Promise<void> {
    const last = this.made + count;
    const worker = async (): Promise<void> => {
      while (this.made < last) await this.play();
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** Until it is told to stop. */
  async makeSteadily(stop: AbortSignal): Promise<void> {
    this.steadyFrom = { at: performance.now(), made: this.made };
    while (!stop.aborted) {
      const due = this.steadyFrom.at + ((this.made - this.steadyFrom.made) * 1_000) / changesPerSecond;
      await sleep(Math.max(0, due - performance.now()));
      await this.play();
    }
  }

  /** What was reached since the steady ones began. */
  perSecond(): number {
    return ((this.made - this.steadyFrom.made) * 1_000) / (performance.now() - this.steadyFrom.at);
  }

  private async play(): Promise<void> {
    const { tracks, owner } = this.system;
    const track = tracks[(this.made++ * 97) % tracks.length]!;
    must(await owner.rest.post(`/api/music/tracks/${track.id}/play`, { durationPlayed: track.duration }));
  }
}
