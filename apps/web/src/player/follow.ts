import { type NowPlaying } from '@djamms/contracts';

/** What a deck does right now. */
export interface DeckView {
  itemId: string | null;
  /** Seconds. */
  position: number;
  /** The sound of its item has ended. */
  finished: boolean;
  /** It has played long enough that its position can be compared with the venue's. */
  steady: boolean;
}

export interface FollowInput {
  nowPlaying: NowPlaying;
  /** Where the venue is in the track, seconds. */
  position: number;
  deck: DeckView;
  /** The venue has put this song elsewhere, and the deck has not followed yet. */
  moved: boolean;
  /** The item that this player has finished and told of, as long as the venue has not answered. */
  finishedItem: { itemId: string; startTimestamp: number | null } | null;
}

/** What the deck has to do to be where the venue is. */
export type Step =
  | { kind: 'silence' }
  /** Another item, from a position in seconds; paused it only takes its place. */
  | { kind: 'start'; position: number; sounding: boolean }
  | { kind: 'play'; seek: number | null; rate: number }
  | { kind: 'hold'; seek: number | null }
  /** Already right, or an answer is on its way. */
  | { kind: 'wait' };

/** Seconds of drift that a jump corrects. */
const jumpAbove = 1;
/** Seconds of drift that nobody notices. */
const ignoreBelow = 0.12;
/** A change of speed above this would be heard as a change of pitch (a third of a semitone). */
const maxNudge = 0.02;
/** Seconds in which a drift shall be made up. */
const makeUpWithin = 50;
/** Speeds come in steps: an element that gets another one four times a second may stutter. */
const nudgeStep = 0.0025;

/** The speed that makes up a drift (seconds; positive when the venue is ahead), nothing below what is noticed. */
export function rateFor(drift: number): number {
  if (Math.abs(drift) <= ignoreBelow) return 1;
  const wanted = Math.ceil(Math.abs(drift) / makeUpWithin / nudgeStep) * nudgeStep;
  return 1 + Math.sign(drift) * Math.min(wanted, maxNudge);
}

/** A song that began less than this many seconds ago starts from its beginning: its first note matters more. */
const fromTheTop = 1;

/** The rules by which the master player follows its venue. */
export function follow({ nowPlaying, position, deck, moved, finishedItem }: FollowInput): Step {
  const { item_id: itemId, state } = nowPlaying;
  if (itemId === null || state === 'stopped') return { kind: 'silence' };
  const answered = finishedItem?.itemId !== itemId || hasBegunAnew(finishedItem.startTimestamp, nowPlaying);
  if (deck.itemId !== itemId) {
    if (answered) return { kind: 'start', position: startingAt(position), sounding: state !== 'paused' };
    // This player is already in the next song and the venue does not know yet.
    return state === 'paused' ? { kind: 'hold', seek: null } : { kind: 'wait' };
  }
  if (!answered) return { kind: 'wait' };
  if (state === 'paused') return { kind: 'hold', seek: Math.abs(position - deck.position) > 0.5 ? position : null };
  if (deck.finished) return { kind: 'play', seek: startingAt(position), rate: 1 };
  const drift = position - deck.position;
  // While it loads the player knows better where it is, except of where somebody has just put it.
  const isMine = !moved && (state === 'buffering' || !deck.steady);
  if (isMine) return { kind: 'play', seek: null, rate: 1 };
  if (Math.abs(drift) > jumpAbove) return { kind: 'play', seek: position, rate: 1 };
  return { kind: 'play', seek: null, rate: rateFor(drift) };
}

/** Milliseconds by which a start may move while it is still the same playing of the song: reports correct it a little. */
const sameStart = 2_000;

/** Whether the venue plays the finished item again, rather than not having heard of its end yet. */
function hasBegunAnew(finishedStart: number | null, { start_timestamp: start }: NowPlaying): boolean {
  if (start === null) return false;
  return finishedStart === null || Math.abs(start - finishedStart) > sameStart;
}

const startingAt = (position: number): number => (position < fromTheTop ? 0 : position);
