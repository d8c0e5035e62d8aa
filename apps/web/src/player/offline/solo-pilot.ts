import { randomId, soundEnd } from '@djamms/client';
import { type OfflinePlay, type PlaybackState } from '@djamms/contracts';
import { type AudioShelf } from './audio-shelf';
import { type DeviceMemory, type FactBook } from './device-memory';
import {
  type DeckReport,
  type Surroundings,
  goAlone,
  lookAhead,
  moveOn,
  progress,
  setPlaying,
  setVolume,
} from './solo';
import { type Story } from './homecoming';
import { type Solo } from './solo.schema';

/** Times that a player was alone and lost its place before it could tell. */
const mostUntold = 20;

export interface SoloWorld {
  memory: DeviceMemory;
  shelf: AudioShelf;
  facts: FactBook;
  /** The server's clock, milliseconds since 1970, as far as it is known. */
  now: () => number;
  /** A track that a deck holds and can play on from the network's last bytes. */
  isOnDeck: (trackId: string) => boolean;
  onChange: () => void;
}

/** Carries the venue on while the server is out of reach, and writes down what is played. */
export class SoloPilot {
  /** Null while the venue is followed. */
  solo: Solo | null = null;
  /** Tracks that could not be had without the network. */
  private readonly outOfReach = new Set<string>();

  constructor(private readonly world: SoloWorld) {}

  /** From where the deck is. @param over why the song is over, if it is */
  begin(state: PlaybackState, epoch: number, deck: DeckReport | null, over?: OfflinePlay['reason']): void {
    this.outOfReach.clear();
    const solo = goAlone(state, epoch, deck, this.around());
    this.put(over === undefined ? solo : moveOn(solo, over, this.around()));
  }

  /** From what the device remembers: of a player that was alone before a reload, or else of the venue. */
  recall(): boolean {
    const { solo, state, epoch } = this.world.memory.get();
    if (solo !== null) this.put(lookAhead(fromWhereItWas(solo, this.world.now()), this.around()));
    else if (state !== null && epoch !== null)
      this.put(goAlone(beganAgain(state, this.world.now()), epoch, null, this.around()));
    else return false;
    return true;
  }

  moveOn(reason: OfflinePlay['reason'], deck: DeckReport | null): void {
    const { solo } = this;
    if (solo === null) return;
    const told = deck === null ? solo : progress(solo, deck, this.world.now());
    if (reason !== 'ended' && solo.play !== null) this.outOfReach.add(solo.play.trackId);
    this.put(moveOn(told, reason, this.around()));
  }

  /** Where the deck is; called a few times a second. */
  progress(deck: DeckReport | null): void {
    const { solo } = this;
    if (solo === null) return;
    const told = deck === null ? solo : progress(solo, deck, this.world.now());
    const next = told.state.nowPlaying.state !== solo.state.nowPlaying.state;
    this.solo = told;
    this.world.memory.change({ solo: told });
    if (next) this.world.onChange();
  }

  /** Songs came to the device or left it. */
  lookAhead(): void {
    if (this.solo !== null) this.put(lookAhead(this.solo, this.around()));
  }

  setPlaying(playing: boolean): void {
    if (this.solo !== null) this.put(setPlaying(this.solo, playing, this.around()));
  }

  skip(deck: DeckReport | null): void {
    if (this.solo === null) return;
    const told = deck === null ? this.solo : progress(this.solo, deck, this.world.now());
    const moved = moveOn(told, 'skipped', this.around());
    this.put(moved.play === null ? moved : setPlaying(moved, true, this.around()));
  }

  setVolume(volume: number): void {
    if (this.solo !== null) this.put(setVolume(this.solo, volume));
  }

  /** Takes over what the homecoming has sent or had acknowledged. */
  put(solo: Solo): void {
    this.solo = solo;
    this.world.memory.change({ solo });
    void this.world.memory.write();
    this.world.onChange();
  }

  /** Another player steers the room now; what this one played is told when it is master again. */
  leave(): void {
    const { solo } = this;
    if (solo === null) return;
    const { untold } = this.world.memory.get();
    const left = { ...solo, play: null, upcoming: null };
    if (left.journal.length > 0) this.world.memory.change({ untold: [...untold, left].slice(-mostUntold) });
    this.end();
  }

  /** The oldest story that was left untold, as something to be told. */
  get untold(): Story | null {
    const { memory } = this.world;
    if (memory.get().untold.length === 0) return null;
    return {
      get solo() {
        return memory.get().untold[0] ?? null;
      },
      put: (solo) => memory.change({ untold: [solo, ...memory.get().untold.slice(1)] }),
    };
  }

  /** The oldest story was told to its end. */
  forgetUntold(): void {
    const { memory } = this.world;
    memory.change({ untold: memory.get().untold.slice(1) });
  }

  /** The venue is followed again. */
  end(): void {
    this.solo = null;
    this.world.memory.change({ solo: null });
    void this.world.memory.write();
  }

  private around(): Surroundings {
    const { memory, shelf, facts, now, isOnDeck } = this.world;
    return {
      now: now(),
      newId: randomId,
      factsOf: (trackId) => facts.get(trackId),
      has: (trackId) => (shelf.hasTrack(trackId) || isOnDeck(trackId)) && !this.outOfReach.has(trackId),
      rotation: memory.get().rotation,
      all: shelf
        .list()
        .toSorted((a, b) => a.usedAt - b.usedAt)
        .map(({ trackId }) => trackId)
        .filter((trackId) => !this.outOfReach.has(trackId)),
    };
  }
}

/** The room heard nothing while the window was away: the song goes on where it was. */
function fromWhereItWas(solo: Solo, now: number): Solo {
  const { state } = solo;
  const { nowPlaying } = state;
  if (nowPlaying.start_timestamp === null) return solo;
  const start = Math.round(now - nowPlaying.position * 1_000);
  return { ...solo, state: { ...state, nowPlaying: { ...nowPlaying, start_timestamp: start } } };
}

/** A song whose end passed while nobody was here begins again, as the venue does it. */
function beganAgain(state: PlaybackState, now: number): PlaybackState {
  const { nowPlaying } = state;
  const start = nowPlaying.start_timestamp;
  if (nowPlaying.state !== 'playing' || start === null) return state;
  const end = soundEnd(nowPlaying);
  const isOver = end > 0 && (now - start) / 1_000 >= end;
  return isOver ? { ...state, nowPlaying: { ...nowPlaying, start_timestamp: Math.round(now), position: 0 } } : state;
}
