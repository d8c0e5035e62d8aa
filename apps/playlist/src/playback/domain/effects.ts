import {
  type CommandName,
  type EventContract,
  type Alert,
  type PayloadOf,
  type RequestEnding,
  type masterChanged,
  type playerFailed,
  type trackFinished,
  type trackStarted,
} from '@djamms/contracts';
import { type Item, type ListName, type Master, type Song } from './state';

type Fact<K extends string, E extends EventContract> = { kind: K; fact: PayloadOf<E> };

/** Where an item is put: where its own keys belong, at an end, at an index, or behind those with as much credit. */
export type Place = 'own' | 'front' | 'end' | 'by_credit' | number;

/** A request as it was made, by somebody and for a song that were looked up. */
export interface NewRequest {
  id: string;
  /** A guest's or user's id, or what other software named. */
  requesterId: string;
  song: Song;
  credit: number;
  paymentId: string | null;
  /** The user who asked; null for guests. */
  addedBy: string | null;
}

/** What becomes of a request. `playing` means on the deck. */
export type RequestFate =
  | { status: 'approved' | 'played' }
  | { status: 'queued' | 'playing'; itemId: string }
  | { status: 'rejected'; ending: RequestEnding; reason: string | null };

/** What a decision does besides changing the state; each is one operation on rows, one event or one message. */
export type Effect =
  /** Out of its list, for undoing. */
  | { kind: 'set_aside'; itemId: string; list: 'active' | 'priority' }
  /**
   * What the change of that revision took out, back into its lists; `mixes`: among other songs of the priority queue.
   * Items of other requests than the reopened ones come back as songs like others.
   */
  | { kind: 'restore'; revision: number; mixes: boolean; reopened: readonly string[] }
  /** Out of its list: onto the deck, or for good. */
  | { kind: 'take'; itemId: string }
  | { kind: 'put'; item: Item; list: ListName; at: Place }
  | { kind: 'move'; item: Item; list: 'active' | 'priority'; to: number }
  /** `keepsRequests`: what guests were promised stays. `forGood`: there is nothing to undo that anybody saw. */
  | { kind: 'clear'; list: 'active' | 'priority' | 'played'; keepsRequests: boolean; forGood: boolean }
  /** The played items are the active list from here on, and the other way round. */
  | { kind: 'start_over' }
  /** All of a playlist into the empty active list, as much of it as fits. */
  | { kind: 'fill'; playlistId: string; addedBy: string | null; limit: number }
  /** The played items that left first go for good. */
  | { kind: 'trim_played'; count: number }
  | { kind: 'trim_past'; upTo: number }
  /** The lists look different although no item moved. */
  | { kind: 'relist' }
  /** The song on the deck looks different although its state did not change. */
  | { kind: 'show_now_playing' }
  /** To be decided, unless its fate follows. */
  | { kind: 'open_request'; request: NewRequest }
  | { kind: 'request_changed'; requestId: string; fate: RequestFate }
  /** All that wait in the priority queue. */
  | { kind: 'reject_queued'; ending: RequestEnding }
  /** Their songs look different. */
  | { kind: 'show_requests'; requestIds: readonly string[] }
  | { kind: 'alert'; alert: Alert }
  | { kind: 'tell_master'; command: CommandName; value: unknown; commandId: string | null }
  | { kind: 'seat_master'; master: Master }
  /** Keeps its lease; windows need not know. */
  | { kind: 'touch_master'; at: number }
  | { kind: 'presence'; deviceId: string; lastHeartbeat: number; connected: boolean }
  | { kind: 'forget_master'; deviceId: string; lastHeartbeat: number }
  | Fact<'track_started', typeof trackStarted>
  | Fact<'track_finished', typeof trackFinished>
  | Fact<'player_failed', typeof playerFailed>
  | Fact<'master_changed', typeof masterChanged>;

export type EffectOf<K extends Effect['kind']> = Extract<Effect, { kind: K }>;
