import {
  type CommandName,
  type InputOf,
  type PlayerSettings,
  type SettingName,
  type commandValues,
  type reportPlayer,
} from '@djamms/contracts';
import { type z } from 'zod';
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
  | {
      kind: 'report';
      state: InputOf<typeof reportPlayer>['state'];
      itemId: string;
      playerId: string | null;
      /** Seconds. */
      currentTime: number;
    }
  | { kind: 'failure'; errorCode: string; itemId: string; playerId: string | null }
  | { kind: 'register'; deviceId: string; userAgent: string | null; force: boolean }
  | { kind: 'heartbeat'; deviceId: string; epoch: number | null }
  | { kind: 'audit' }
  /** A track left the library; its items have been taken out of the lists already. */
  | { kind: 'track_gone'; trackId: string; removed: { active: number; priority: number; played: number } }
  /** A track looks, lasts or sounds different. */
  | { kind: 'track_changed'; song: Song; isQueued: boolean };

/** What the one who asked is told, besides the new state. */
export type Outcome = 'done' | 'ignored' | 'registered' | 'reconnected' | 'conflict' | 'not_found';
