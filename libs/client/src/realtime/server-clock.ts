import { type TimeSyncAnswer } from '@djamms/contracts';

interface Sample {
  offset: number;
  roundTrip: number;
}

/** How many of the latest samples compete; older ones leave, so a drifting clock is followed. */
const keptSamples = 8;

/**
 * Estimates how far the server's clock is from this one, as NTP does (RFC 5905): of several samples the one with
 * the smallest round trip wins, because its error is at most half of that round trip.
 */
export class ServerClock {
  private samples: Sample[] = [];

  /** @param now this machine's clock, milliseconds since 1970. */
  constructor(private readonly now: () => number) {}

  /** Takes in an answer to `time:sync` that arrived at `t3` on this machine's clock. */
  add({ t0, t1, t2 }: TimeSyncAnswer, t3: number): void {
    const roundTrip = t3 - t0 - (t2 - t1);
    if (!Number.isFinite(roundTrip) || roundTrip < 0) return;
    const offset = (t1 - t0 + (t2 - t3)) / 2;
    this.samples = [...this.samples.slice(1 - keptSamples), { offset, roundTrip }];
  }

  /** A rough guess from any message's `serverTime`, until the first real sample. */
  guess(serverTime: number): void {
    if (this.samples.length === 0) this.samples = [{ offset: serverTime - this.now(), roundTrip: Infinity }];
  }

  /** Milliseconds to add to this machine's clock to get the server's. */
  get offset(): number {
    const best = this.samples.reduce<Sample | null>(
      (winner, sample) => (winner === null || sample.roundTrip < winner.roundTrip ? sample : winner),
      null,
    );
    return best?.offset ?? 0;
  }

  /** The server's clock now, milliseconds since 1970. */
  serverNow(): number {
    return this.now() + this.offset;
  }
}
