import {
  type NowPlaying,
  nothingPlaying,
  type OfflinePlay,
  type PlaybackState,
  type QueueItem,
} from '@djamms/contracts';
import { gainOf } from '../early-settings';
import { type Solo, type SoloPlay, maxJournal } from './solo.schema';
import { type TrackFacts } from './track-facts';
import { type Shelf, afterTaking, whatFollows } from './what-follows';

export interface Surroundings extends Shelf {
  /** Milliseconds since 1970 on the server's clock, as far as it is known. */
  now: number;
  factsOf: (trackId: string) => TrackFacts | undefined;
}

/** What the deck says of the song on it. */
export interface DeckReport {
  /** Seconds into the song. */
  position: number;
  sounding: boolean;
  /** Seconds that were heard of it, and when it was first heard. */
  heard: number;
  startedAt: number | null;
}

/** The player carries the venue on by itself, from where both are. */
export function goAlone(state: PlaybackState, epoch: number, deck: DeckReport | null, around: Surroundings): Solo {
  const { item_id: itemId, track_id: trackId } = state.nowPlaying;
  const play =
    itemId === null || trackId === null
      ? null
      : { playId: around.newId(), deckId: itemId, itemId, trackId, cycles: null, startedAt: null, heard: 0 };
  const solo: Solo = {
    epoch,
    lastItemId: itemId,
    state,
    play,
    upcoming: null,
    journal: [],
    cycle: [],
    round: { number: 0, heard: [] },
    wishes: { playing: null, volume: null },
    sent: null,
    knownPlayId: null,
  };
  return lookAhead(deck === null ? solo : progress(solo, deck, around.now), around);
}

/** What follows is chosen again when nothing was, or when it is no longer on the device. */
export function lookAhead(solo: Solo, around: Surroundings): Solo {
  const { upcoming } = solo;
  if (upcoming !== null && around.has(upcoming.trackId)) return solo;
  return { ...solo, upcoming: whatFollows(solo, around) };
}

/** The deck's word on where it is: on its own, the player's clock follows the deck and not the other way round. */
export function progress(solo: Solo, deck: DeckReport, now: number): Solo {
  const { play, state } = solo;
  const { nowPlaying } = state;
  if (play === null) return solo;
  const wanted = nowPlaying.state === 'playing' || nowPlaying.state === 'buffering';
  const place: Partial<NowPlaying> = wanted
    ? {
        state: deck.sounding ? 'playing' : 'buffering',
        start_timestamp: deck.sounding ? Math.round(now - deck.position * 1_000) : null,
        position: deck.position,
      }
    : { position: deck.position, start_timestamp: null };
  return {
    ...solo,
    play: { ...play, heard: Math.max(play.heard, deck.heard), startedAt: play.startedAt ?? deck.startedAt },
    state: { ...state, serverTime: Math.round(now), nowPlaying: { ...nowPlaying, ...place } },
  };
}

/** The song on the deck is over; what follows takes its place. */
export function moveOn(solo: Solo, reason: OfflinePlay['reason'], around: Surroundings): Solo {
  const written = withPlay(solo, reason);
  const next = lookAhead(written, around).upcoming;
  const cycle =
    solo.play?.cycles && written.state.settings.repeat_mode === 'all'
      ? [...written.cycle.filter(({ item_id }) => item_id !== solo.play?.cycles?.item_id), solo.play.cycles]
      : written.cycle;
  if (next === null) {
    return { ...written, cycle, play: null, upcoming: null, state: { ...written.state, nowPlaying: nothingPlaying } };
  }
  const taken = take({ ...written, cycle }, next, around);
  return lookAhead({ ...taken, upcoming: null }, around);
}

/** Somebody in the room pauses the music, or lets it go on. */
export function setPlaying(solo: Solo, playing: boolean, around: Surroundings): Solo {
  const { state } = solo;
  const wishes = { ...solo.wishes, playing };
  if (playing && solo.play === null) return { ...moveOn(solo, 'skipped', around), wishes };
  const nowPlaying: NowPlaying = playing
    ? {
        ...state.nowPlaying,
        state: 'playing',
        start_timestamp: Math.round(around.now - state.nowPlaying.position * 1_000),
      }
    : { ...state.nowPlaying, state: 'paused', start_timestamp: null };
  return { ...solo, wishes, state: { ...state, nowPlaying } };
}

/** @param volume 0 to 100 */
export function setVolume(solo: Solo, volume: number): Solo {
  const { state } = solo;
  return {
    ...solo,
    wishes: { ...solo.wishes, volume },
    state: { ...state, settings: { ...state.settings, master_volume: volume, is_muted: false } },
  };
}

function withPlay(solo: Solo, reason: OfflinePlay['reason']): Solo {
  const { play, journal } = solo;
  if (play === null || play.startedAt === null) return solo;
  const { playId, itemId, trackId, startedAt, heard } = play;
  const entry: OfflinePlay = { playId, itemId, trackId, startedAt, heard: Math.round(heard * 1_000) / 1_000, reason };
  return { ...solo, journal: [...journal, entry].slice(-maxJournal) };
}

function take(solo: Solo, next: SoloPlay, around: Surroundings): Solo {
  const { state } = solo;
  const { queue } = state;
  const item = [...queue.priority_queue, ...queue.active_queue].find(({ item_id }) => item_id === next.deckId);
  const isWanted = state.nowPlaying.state !== 'paused' && state.nowPlaying.state !== 'stopped';
  const others = (list: readonly QueueItem[]): QueueItem[] => list.filter(({ item_id }) => item_id !== next.deckId);
  const [priority, active] = [others(queue.priority_queue), others(queue.active_queue)];
  return {
    ...solo,
    play: { ...next, startedAt: null, heard: 0 },
    cycle: solo.cycle.filter(({ item_id }) => item_id !== next.cycles?.item_id),
    round: next.itemId === null ? afterTaking(solo.round, next.trackId, around) : solo.round,
    state: {
      ...state,
      serverTime: Math.round(around.now),
      nowPlaying: songOf(next, item ?? next.cycles, isWanted || solo.play === null, solo, around),
      queue: {
        priority_queue: priority,
        active_queue: active,
        priority_total: queue.priority_total - (queue.priority_queue.length - priority.length),
        active_total: queue.active_total - (queue.active_queue.length - active.length),
      },
    },
  };
}

/** How windows show a song that this player chose. */
function songOf(
  { deckId, trackId }: SoloPlay,
  item: QueueItem | null,
  playing: boolean,
  { state }: Solo,
  { factsOf, now }: Surroundings,
): NowPlaying {
  const facts = factsOf(trackId);
  const position = facts?.cueIn ?? 0;
  return {
    ...nothingPlaying,
    item_id: deckId,
    track_id: trackId,
    title: facts?.title ?? item?.title ?? null,
    artist: facts?.artist ?? item?.artist ?? null,
    duration: facts?.duration ?? item?.duration ?? 0,
    thumbnail: facts?.thumbnailUrl ?? item?.thumbnail ?? null,
    real_end_offset: facts?.realEndOffset ?? null,
    gain_db: facts === undefined ? 0 : gainOf(facts, state.settings.normalize_loudness),
    state: playing ? 'playing' : 'paused',
    start_timestamp: playing ? Math.round(now - position * 1_000) : null,
    position,
  };
}
