import { TestWindow, type Heard, type JoinReply } from './windows';

/** A page waits somewhat longer before it asks again. */
const retryMs = 500;

/**
 * A window that follows one venue by the rules of sync alone: what is older is ignored, a gap or `venue:stale` makes it
 * join again with the last revision that it has whole, and so does an error, a little later. It shows the volume.
 */
export class Follower {
  revision = -1;
  volume: number | undefined;
  /** How it was brought up to date each time. */
  readonly joins: JoinReply[] = [];
  private whole: number | undefined;
  private asking = false;
  private readonly waiting: Heard[] = [];

  private constructor(
    readonly window: TestWindow,
    private readonly venueId: string,
  ) {
    window.socket.on('venue:stale', () => void this.join());
    window.socket.on('PLAYER_SETTINGS_UPDATE', (message: Heard) => this.take(message));
  }

  static async open(url: string, token: string, venueId: string): Promise<Follower> {
    const follower = new Follower(await TestWindow.open(url, token), venueId);
    await follower.join();
    return follower;
  }

  async join(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const reply = await this.window.join(this.venueId, this.whole);
    this.asking = false;
    this.joins.push(reply);
    if (reply.status === 'error') {
      setTimeout(() => this.window.socket.connected && void this.join(), retryMs).unref();
      return;
    }
    const revision = reply.state?.revision ?? reply.revision!;
    for (const { type, payload } of reply.messages ?? [])
      if (type === 'PLAYER_SETTINGS_UPDATE') this.volume = payload.master_volume;
    this.volume = reply.state?.settings.master_volume ?? this.volume;
    this.revision = revision;
    this.whole = revision;
    for (const message of this.waiting.splice(0)) this.take(message);
  }

  close(): void {
    this.window.close();
  }

  private take(message: Heard): void {
    if (this.asking) {
      this.waiting.push(message);
      return;
    }
    const revision = message.revision ?? -1;
    if (revision < this.revision) return;
    if (revision > this.revision + 1) {
      this.waiting.push(message);
      void this.join();
      return;
    }
    if (revision > this.revision) this.whole = this.revision;
    this.revision = revision;
    this.volume = (message.payload as { master_volume: number }).master_volume;
  }
}
