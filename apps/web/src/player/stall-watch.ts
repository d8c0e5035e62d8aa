/** Notices a deck that should sound and does not move on. */
export class StallWatch {
  private place = '';
  private since = 0;

  /**
   * Called a few times a second while a song should sound.
   * @param place item and position
   * @param now milliseconds on a clock that never jumps
   * @returns milliseconds for which nothing has moved
   */
  check(place: string, now: number): number {
    if (place !== this.place) {
      this.place = place;
      this.since = now;
    }
    return now - this.since;
  }

  reset(): void {
    this.place = '';
  }
}
