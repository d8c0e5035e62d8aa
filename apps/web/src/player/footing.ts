import { positionAt } from '@djamms/client';
import { type NowPlaying } from '@djamms/contracts';
import { type Target } from './playback';
import { worthSeeking } from './song-ends';

/** Seconds: what the venue makes of a position that it was told differs by its rounding only. */
const rounding = 0.005;
/** Positions told of that the venue may not have answered yet. */
const keptWords = 5;

/** Which word of the venue about its song the deck has carried out, and which it still has to. */
export class Footing {
  private nowPlaying: NowPlaying | null = null;
  /** Revision of `nowPlaying`; null while this player is on its own. */
  private known: number | null = null;
  private carriedOut: number | null = null;
  private moved = false;
  /** Seconds into the song that this player told, the newest last. */
  private told: number[] = [];

  /** The song was put elsewhere, by a command, and the deck has not followed yet. */
  get mustMove(): boolean {
    return this.moved;
  }

  /** Revision to report with: that of the song's place as the deck has it. Undefined when it has none. */
  get revision(): number | undefined {
    return this.carriedOut ?? undefined;
  }

  /** What the deck follows from here on. */
  see(target: Target | null): void {
    const venue = target?.isVenue === true ? target.state : null;
    const { nowPlaying, revision, serverTime } = venue ?? { nowPlaying: null, revision: null, serverTime: 0 };
    // The revision of its last change: a later one may have been told in part, its song still to come.
    if (nowPlaying === this.nowPlaying) return;
    const isSameSong = nowPlaying !== null && nowPlaying.item_id === this.nowPlaying?.item_id;
    if (!isSameSong) this.told = [];
    this.moved = isSameSong && (this.moved || this.isElsewhere(nowPlaying, serverTime));
    this.nowPlaying = nowPlaying;
    this.known = revision;
    if (!this.moved) this.carriedOut = revision;
  }

  /** The venue is told where the deck is (seconds); when it answers with that, nobody has moved the song. */
  tell(position: number): void {
    this.told = [...this.told, position].slice(-keptWords);
  }

  /** The deck is where the venue put its song, or on its way there. */
  arrive(): void {
    this.moved = false;
    this.carriedOut = this.known;
  }

  /** Whether the song is not where it would be if it had gone on, nor where this player said. */
  private isElsewhere(after: NowPlaying, now: number): boolean {
    const { nowPlaying: before, told } = this;
    if (before === null || Math.abs(positionAt(after, now) - positionAt(before, now)) <= worthSeeking) return false;
    return !told.some((position) => Math.abs(after.position - position) <= rounding);
  }
}
