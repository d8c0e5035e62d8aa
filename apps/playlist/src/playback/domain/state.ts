import { z } from 'zod';
import { type Alert, type PlayerSettings, type RequestRules } from '@djamms/contracts';

/** What playing a track needs to know of it. */
export const Song = z.object({
  trackId: z.uuid(),
  videoId: z.string().nullable(),
  title: z.string(),
  artist: z.string(),
  /** Seconds; 0 when not known. */
  duration: z.number(),
  thumbnail: z.string().nullable(),
  realEndOffset: z.number().nullable(),
  cueIn: z.number().nullable(),
  loudnessLufs: z.number().nullable(),
  truePeakDb: z.number().nullable(),
});
export type Song = z.infer<typeof Song>;

/** Where an item came from: staff's queue, what plays before it, or nobody (auto-DJ). */
export const Source = z.enum(['queue', 'priority', 'auto']);
export type Source = z.infer<typeof Source>;

/**
 * One song in one place: a list, or the deck. An item is on the deck at most once; when its song goes back to a
 * list it gets a new id, so that a late report about the old one can't be about it.
 */
export const Item = z.object({
  itemId: z.uuid(),
  song: Song,
  source: Source,
  /** What a request paid; 0 for everything else. */
  credit: z.number(),
  /** Asked for by a guest: it is played once. */
  isRequest: z.boolean(),
  /** The request that is still to be kept by playing this; null once it was, and for everything else. */
  requestId: z.uuid().nullable().default(null),
  addedBy: z.uuid().nullable(),
  /** Epoch milliseconds. */
  addedAt: z.number(),
  /** Order key in its list; null until it is in one. */
  position: z.number().nullable(),
  /** 31 random bits that decide its place when shuffled. */
  salt: z.number(),
  /** A place given by hand while shuffled by `seed`. */
  placed: z.object({ seed: z.number(), key: z.number() }).nullable(),
});
export type Item = z.infer<typeof Item>;

/** The one song that plays, or would. */
export const Deck = z.object({
  item: Item,
  /** Names this play in the history. */
  playId: z.uuid(),
  /** When its sound first began, epoch milliseconds. */
  startedAt: z.number().nullable(),
  /** While it sounds: when position 0 was, or would have been, heard; and since when it sounds without a break. */
  sound: z.object({ anchor: z.number(), since: z.number() }).nullable(),
  /** Seconds into the song, while it does not sound. */
  position: z.number(),
  /** Seconds that were heard before `sound.since`. */
  heard: z.number(),
  /**
   * The revision that last put this song elsewhere, stopped its sound or let it sound, other than by a report. Null
   * until one did, and in what earlier versions stored. What a player said before it saw that is out of date.
   */
  placedRevision: z.number().nullable().default(null),
  /** Its track has left the library: it goes nowhere from here. */
  isGone: z.boolean().default(false),
});
export type Deck = z.infer<typeof Deck>;

/**
 * What staff last asked for. `play` outlives an empty queue: what is added then plays at once. After `emergency`
 * nothing sounds until PLAY.
 */
export const Intention = z.enum(['play', 'pause', 'stop', 'emergency']);
export type Intention = z.infer<typeof Intention>;

export interface Master {
  playerId: string;
  deviceId: string;
  userAgent: string | null;
  epoch: number;
  /** Epoch milliseconds. */
  lastHeartbeat: number;
  /** False from the moment that windows were told of its silence. */
  connected: boolean;
}

/** The device that is master, without another one in between from epoch `since` to epoch `until`. */
export const Reign = z.object({ deviceId: z.string(), since: z.number(), until: z.number() });
export type Reign = z.infer<typeof Reign>;

export type ListName = 'active' | 'priority' | 'played' | 'past';

/** Everything of a venue's playback except the items of its lists. */
export interface VenueState {
  venueId: string;
  revision: number;
  deck: Deck | null;
  intention: Intention;
  settings: PlayerSettings;
  failuresInARow: number;
  /** Which lane of the store is the active list; the other one holds the played items. */
  activeLane: 0 | 1;
  /** Order key after which the main queue goes on, since shuffle was switched off; what is before comes after. */
  pivot: number | null;
  /** Order key of the main queue's item that was on the deck last. */
  lastPosition: number | null;
  counts: { active: number; priority: number; played: number };
  /** Items that have left the deck so far. */
  departures: number;
  /** Where auto-DJ is in its shuffled playlist. */
  auto: { seed: number; key: number } | null;
  epoch: number;
  master: Master | null;
  /** Of the master, or of the last one. */
  reign: Reign | null;
  requestRules: RequestRules;
  /** Requests that staff agreed to and that wait for room in the queue. */
  approved: number;
  /** Those that last. */
  alerts: readonly Alert[];
}

/** What auto-DJ would play, and where that leaves it. */
export interface AutoPick {
  song: Song;
  seed: number;
  key: number;
}

/** The ends of the lists: all that a decision needs to see of them. Ones that can't matter are null. */
export interface Heads {
  priority: Item | null;
  active: Item | null;
  /** First of the played items, in the order in which they would come again. */
  played: Item | null;
  lastActive: Item | null;
  /** What was on the deck before. */
  previous: { item: Item; list: 'played' | 'past' } | null;
  auto: AutoPick | null;
  /** Items of the priority queue that keep a guest's request. */
  promised: number;
}

/** Time and chance, brought in from outside. */
export interface Surroundings {
  /** Epoch milliseconds. */
  now: number;
  heads: Heads;
  newId: () => string;
  /** An integer of 0 to 2^31 − 1. */
  random: () => number;
}
