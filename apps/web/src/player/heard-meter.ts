/** How long the song on the deck was really heard. */
export class HeardMeter {
  private itemId: string | null = null;
  private seconds = 0;
  private startedAt: number | null = null;
  private lastTick = 0;

  /**
   * Called a few times a second, and at every change.
   * @param sounding whether the item is heard at this moment
   * @param position seconds into it
   * @param tick milliseconds on a clock that never jumps
   * @param now milliseconds since 1970
   */
  tick(itemId: string | null, sounding: boolean, position: number, tick: number, now: number): void {
    const elapsed = (tick - this.lastTick) / 1_000;
    this.lastTick = tick;
    if (itemId !== this.itemId) {
      this.itemId = itemId;
      this.seconds = 0;
      this.startedAt = null;
      if (sounding) this.begin(position, now);
      return;
    }
    if (!sounding) return;
    if (this.startedAt === null) this.begin(position, now);
    else this.seconds += Math.max(0, elapsed);
  }

  /** The same playing of the song under another name. */
  rename(itemId: string): void {
    this.itemId = itemId;
  }

  /** Takes up a song that was heard before a reload. */
  restore(itemId: string, seconds: number, startedAt: number | null): void {
    this.itemId = itemId;
    this.seconds = seconds;
    this.startedAt = startedAt;
  }

  of(itemId: string): { heard: number; startedAt: number | null } {
    return itemId === this.itemId ? { heard: this.seconds, startedAt: this.startedAt } : { heard: 0, startedAt: null };
  }

  /** A song that this window finds in its middle was heard up to there, by the window that was here before. */
  private begin(position: number, now: number): void {
    this.seconds = position;
    this.startedAt = Math.round(now - position * 1_000);
  }
}
