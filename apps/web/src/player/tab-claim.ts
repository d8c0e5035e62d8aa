import { randomId } from '@djamms/client';

type Message = { kind: 'who' | 'held' | 'yield'; tab: string };

/** Milliseconds: windows of one browser answer each other at once. */
const patience = 200;

/**
 * Two windows of one browser are the same device to the server, so it would let both make sound. They settle it
 * between themselves.
 */
export class TabClaim {
  private readonly tab = randomId();
  private readonly channel: BroadcastChannel;
  private holding = false;
  private asking: Promise<boolean> | null = null;
  private answered: (() => void) | null = null;

  /** @param onYield another window of this browser took over. */
  constructor(venueId: string, onYield: () => void) {
    this.channel = new BroadcastChannel(`djamms-player-${venueId}`);
    this.channel.onmessage = (event: MessageEvent<Message>) => {
      const { kind, tab } = event.data;
      if (tab === this.tab) return;
      if (kind === 'who' && this.holding) this.say('held');
      if (kind === 'held') this.answered?.();
      if (kind === 'yield' && this.holding) {
        this.holding = false;
        onYield();
      }
    };
  }

  /** True when this window may play; with `force` it makes the other one stop. */
  async take(force: boolean): Promise<boolean> {
    if (this.holding) return true;
    if (force) this.say('yield');
    else if (await this.askOnce()) return false;
    this.holding = true;
    return true;
  }

  release(): void {
    this.holding = false;
  }

  close(): void {
    this.holding = false;
    this.channel.close();
  }

  /** Two questions at a time would take each other's answer. */
  private askOnce(): Promise<boolean> {
    this.asking ??= this.isHeldElsewhere().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  private isHeldElsewhere(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), patience);
      this.answered = () => {
        clearTimeout(timer);
        resolve(true);
      };
      this.say('who');
    });
  }

  private say(kind: Message['kind']): void {
    this.channel.postMessage({ kind, tab: this.tab } satisfies Message);
  }
}
