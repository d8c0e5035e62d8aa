import {
  type CommandName,
  type InputOf,
  type OfflinePlay,
  type PlayerSettings,
  type RequestEnding,
  type RequestRules,
  type RequestStatus,
  type SettingName,
  type commandValues,
  type reconcilePlayer,
  type reportPlayer,
} from '@djamms/contracts';
import { type z } from 'zod';
import { type NewRequest } from './effects';
import { type Item, type Song } from './state';

/** A command whose value has been checked. */
export type Command = {
  [N in CommandName]: { name: N; value: z.output<(typeof commandValues)[N]> };
}[CommandName];
export type CommandOf<N extends CommandName> = Extract<Command, { name: N }>;

/** A setting whose value has been checked. */
export type SettingChange = { [N in SettingName]: { name: N; value: PlayerSettings[N] } }[SettingName];

/** An item that was looked up in its list. */
export interface Found {
  item: Item;
  list: 'active' | 'priority';
}

/** What the rules for requests need to know, looked up under the venue's lock. */
export interface RequestFacts {
  /** The same guest's request for the same track, while it is open. */
  own: { id: string; paymentId: string | null } | null;
  /** The track is in the priority queue, or asked for and not decided yet. */
  isWaiting: boolean;
  /** Requests of this guest that wait, undecided ones included. */
  waitingOfGuest: number;
  /** Requests of all guests that wait. */
  waiting: number;
  /** When the artist was asked for within the rules' minutes, the newest first, as many as the rules allow. */
  artistAskedAt: readonly number[];
  /** When the track was heard last in this venue, epoch milliseconds. */
  lastPlayedAt: number | null;
}

/** A request that was made before, as it is stored. */
export interface MadeRequest extends NewRequest {
  status: RequestStatus;
  ending: RequestEnding | null;
  itemId: string | null;
}

/** Who says what a player does; null for what they did not say of themselves. */
export interface Witness {
  playerId: string | null;
  epoch: number | null;
}

/** What one change took out of the lists and can still be put back. */
export interface Removed {
  active: number;
  priority: number;
  played: number;
  /** Requests that were turned down with it; `isWaiting`: somebody asked for the same track since. */
  requests: readonly { requestId: string; itemId: string; trackId: string; isWaiting: boolean }[];
}

/** Everything that can happen to a venue's playback. */
export type Input =
  | { kind: 'command'; command: Exclude<Command, { name: 'PLAY_PLAYLIST' }>; commandId: string | null }
  | { kind: 'play_playlist'; playlistId: string; by: string | null }
  /** After `play_playlist`, when the list holds the playlist's tracks. */
  | { kind: 'playlist_loaded' }
  | { kind: 'setting'; setting: SettingChange }
  | { kind: 'add'; item: Item; at: 'end' | 'next' | number; playNow: boolean }
  | { kind: 'remove'; found: Found }
  | { kind: 'reorder'; found: Found; to: number }
  | { kind: 'clear'; list: 'active' | 'priority' | 'both' }
  | ({
      kind: 'report';
      state: InputOf<typeof reportPlayer>['state'];
      itemId: string;
      /** Seconds. */
      currentTime: number;
      /** The venue's revision that the player was following when it said so; null when it did not tell. */
      seenRevision: number | null;
    } & Witness)
  | ({ kind: 'failure'; errorCode: string; itemId: string } & Witness)
  | {
      kind: 'reconcile';
      playerId: string;
      /** The one in which the songs were played. */
      epoch: number;
      /** What was on the deck when the player last heard from the server. */
      lastItemId: string | null;
      plays: readonly OfflinePlay[];
      current: InputOf<typeof reconcilePlayer>['current'];
      /** Those of the named items that wait in a list. */
      waiting: readonly Found[];
      /** Those of the named tracks that are the venue's, by id. */
      songs: ReadonlyMap<string, Song>;
      /** The track that plays now, if it is still in the library. */
      currentSong: Song | null;
    }
  /** Music may go on again: after a reconciliation, or when songs were put back. */
  | { kind: 'go_on' }
  | { kind: 'restore'; revision: number; removed: Removed }
  | { kind: 'register'; deviceId: string; userAgent: string | null; force: boolean }
  | { kind: 'heartbeat'; deviceId: string; epoch: number | null }
  | { kind: 'audit' }
  /** A track left the library; its items have been taken out of the lists already. */
  | {
      kind: 'track_gone';
      trackId: string;
      removed: { active: number; priority: number; played: number };
      /** Requests for it that wait. */
      requests: readonly Pick<MadeRequest, 'id' | 'status'>[];
    }
  /** A track looks, lasts or sounds different. */
  | { kind: 'track_changed'; song: Song; isQueued: boolean; requestIds: readonly string[] }
  /** A look at what was there before showed that there is nothing to do. */
  | { kind: 'nothing' }
  /** Likes of a track were counted anew. */
  | { kind: 'voted'; trackId: string }
  | { kind: 'request'; request: NewRequest; facts: RequestFacts }
  | { kind: 'approve_request'; request: MadeRequest }
  | { kind: 'reject_request'; request: MadeRequest; reason: string | null }
  | { kind: 'withdraw_request'; request: MadeRequest }
  /** There is room again for some that staff agreed to. */
  | { kind: 'queue_approved'; requests: readonly NewRequest[] }
  | { kind: 'change_request_rules'; rules: Partial<RequestRules> };

/** What the one who asked is told, besides the new state. */
export type Outcome = 'done' | 'history' | 'ignored' | 'registered' | 'reconnected' | 'conflict' | 'not_found';
