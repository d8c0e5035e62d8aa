import { Injectable } from '@nestjs/common';
import { Alert, defaultRequestRules, PlayerSettings, RequestRules, type Identity } from '@djamms/contracts';
import { requireVenue, requireVisit } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { firstRow, rows } from '../../sql';
import { type Outcome } from '../domain/input';
import { Deck, Intention, Reign, type Master, type VenueState } from '../domain/state';
import { answerSql, valuesOf, type Answer, type Answered } from './command-log';

interface VenueRow {
  venueId: string;
  revision: number;
  nowPlaying: unknown;
  intention: string;
  settings: unknown;
  failuresInARow: number;
  activeLane: 0 | 1;
  pivot: number | null;
  lastPosition: number | null;
  activeCount: number;
  priorityCount: number;
  playedCount: number;
  departures: number;
  autoSeed: number | null;
  autoKey: number | null;
  epoch: number;
  playerId: string | null;
  deviceId: string | null;
  userAgent: string | null;
  lastHeartbeat: Date | null;
  connected: boolean | null;
  requestRules: unknown;
  approved: number;
  alerts: unknown;
  reign: unknown;
  answeredRevision: number | null;
  answeredItemId: string | null;
  answeredOutcome: Outcome | null;
  answeredRestored: number | null;
}

const selectSql = `
  SELECT v.venue_id AS "venueId", v.revision::float8 AS revision, v.now_playing AS "nowPlaying", v.intention,
    v.settings, v.failures_in_a_row AS "failuresInARow", v.active_lane AS "activeLane", v.pivot::float8 AS pivot,
    v.last_position::float8 AS "lastPosition", v.active_count AS "activeCount",
    v.priority_count AS "priorityCount", v.played_count AS "playedCount", v.departures::float8 AS departures,
    v.auto_seed::float8 AS "autoSeed", v.auto_key::float8 AS "autoKey", v.epoch,
    p.player_id AS "playerId", p.device_id AS "deviceId", p.user_agent AS "userAgent",
    p.last_heartbeat_at AS "lastHeartbeat", p.connected,
    v.request_rules AS "requestRules", v.approved_count AS approved, v.alerts, v.reign,
    c.revision::float8 AS "answeredRevision", c.item_id AS "answeredItemId", c.outcome AS "answeredOutcome",
    c.restored AS "answeredRestored"
  FROM venue_playback v
  LEFT JOIN player_instances p ON p.venue_id = v.venue_id AND p.epoch = v.epoch
  LEFT JOIN command_log c ON c.venue_id = v.venue_id AND c.command_id = $2
  WHERE v.venue_id = $1`;

/** Who wants to change a venue's playback. */
export interface Key {
  venueId: string;
  identity: Identity;
  /** Who may: staff, unless guests of the venue may too (`requireVisit`). */
  admit?: typeof requireVisit;
  commandId?: string;
}

export interface Locked {
  state: VenueState;
  /** What this very command was answered with before. */
  answer: Answer | null;
}

/** One venue's playback, apart from its lists. */
@Injectable()
export class VenueStore {
  /**
   * The state, locked until the end of the transaction: everything of a venue's playback changes under this lock.
   * A member's venue is there from its first touch on, also before the news of it arrived.
   * @throws DomainError `venue_not_found`
   */
  async lock(manager: EntityManager, key: Key): Promise<Locked> {
    const { venueId, identity, admit = requireVenue, commandId = null } = key;
    admit(identity, venueId);
    // A statement of its own: one that waits for the lock would join what it saw before it waited.
    await rows(manager, `SELECT venue_id FROM venue_playback WHERE venue_id = $1 FOR UPDATE`, [venueId]);
    const found = await firstRow<VenueRow>(manager, selectSql, [venueId, commandId]);
    if (found) return { state: toState(found), answer: toAnswer(found) };
    requireMember(identity, venueId);
    await this.open(manager, venueId);
    return this.lock(manager, key);
  }

  /** The state as it is; for one consistent picture together with the lists, read in one snapshot. */
  async read(manager: EntityManager, venueId: string, identity: Identity): Promise<VenueState> {
    requireVisit(identity, venueId);
    const found = await this.find(manager, venueId);
    if (found) return found;
    requireMember(identity, venueId);
    return untouched(venueId);
  }

  /** As `read`, of a venue that exists and that the caller has found to be open to whoever asks. */
  async show(manager: EntityManager, venueId: string): Promise<VenueState> {
    return (await this.find(manager, venueId)) ?? untouched(venueId);
  }

  async open(manager: EntityManager, venueId: string): Promise<void> {
    await rows(manager, `INSERT INTO venue_playback (venue_id) VALUES ($1) ON CONFLICT DO NOTHING`, [venueId]);
  }

  /** Together with the answer to the command that made it so, if there was one. */
  async save(manager: EntityManager, state: VenueState, answered: Answered | null): Promise<void> {
    await rows(
      manager,
      `${answered ? `WITH answered AS (${answerSql(21)})` : ''}
       UPDATE venue_playback SET revision = $2, now_playing = $3, intention = $4, settings = $5,
         failures_in_a_row = $6, active_lane = $7, pivot = $8, last_position = $9, active_count = $10,
         priority_count = $11, played_count = $12, departures = $13, auto_seed = $14, auto_key = $15, epoch = $16,
         request_rules = $17, approved_count = $18, alerts = $19, reign = $20
       WHERE venue_id = $1`,
      [
        state.venueId,
        state.revision,
        state.deck && JSON.stringify(state.deck),
        state.intention,
        JSON.stringify(state.settings),
        state.failuresInARow,
        state.activeLane,
        state.pivot,
        state.lastPosition,
        state.counts.active,
        state.counts.priority,
        state.counts.played,
        state.departures,
        state.auto?.seed ?? null,
        state.auto?.key ?? null,
        state.epoch,
        JSON.stringify(state.requestRules),
        state.approved,
        JSON.stringify(state.alerts),
        state.reign && JSON.stringify(state.reign),
        ...(answered ? valuesOf(answered) : []),
      ],
    );
  }

  private async find(manager: EntityManager, venueId: string): Promise<VenueState | undefined> {
    const found = await firstRow<VenueRow>(manager, selectSql, [venueId, null]);
    return found && toState(found);
  }
}

/** Membership and a guest's token prove that the venue exists; an admin's or a service's id alone does not. */
function requireMember(identity: Identity, venueId: string): void {
  const isMember = identity.kind === 'user' && Object.hasOwn(identity.venues, venueId);
  const isGuest = identity.kind === 'guest' && identity.venueId === venueId;
  if (!isMember && !isGuest) requireVenue(identity, null);
}

/** A venue that nothing has happened in yet. */
export const untouched = (venueId: string): VenueState => ({
  venueId,
  revision: 0,
  deck: null,
  intention: 'stop',
  settings: PlayerSettings.parse({}),
  failuresInARow: 0,
  activeLane: 0,
  pivot: null,
  lastPosition: null,
  counts: { active: 0, priority: 0, played: 0 },
  departures: 0,
  auto: null,
  epoch: 0,
  master: null,
  requestRules: defaultRequestRules,
  approved: 0,
  alerts: [],
  reign: null,
});

// Made once: making a schema takes longer than reading with it.
const OwnRules = RequestRules.partial();
const Alerts = Alert.array();

function toState(row: VenueRow): VenueState {
  const { activeCount: active, priorityCount: priority, playedCount: played } = row;
  return {
    venueId: row.venueId,
    revision: row.revision,
    deck: row.nowPlaying === null ? null : Deck.parse(row.nowPlaying),
    intention: Intention.parse(row.intention),
    settings: PlayerSettings.parse(row.settings),
    failuresInARow: row.failuresInARow,
    activeLane: row.activeLane,
    pivot: row.pivot,
    lastPosition: row.lastPosition,
    counts: { active, priority, played },
    departures: row.departures,
    auto: row.autoSeed !== null && row.autoKey !== null ? { seed: row.autoSeed, key: row.autoKey } : null,
    epoch: row.epoch,
    master: toMaster(row),
    // Rules that came later than the venue's own choice have their defaults.
    requestRules: { ...defaultRequestRules, ...OwnRules.parse(row.requestRules) },
    approved: row.approved,
    alerts: Alerts.parse(row.alerts),
    reign: row.reign === null ? null : Reign.parse(row.reign),
  };
}

function toAnswer(row: VenueRow): Answer | null {
  const { answeredRevision: revision, answeredItemId: itemId, answeredRestored: restored } = row;
  return revision === null ? null : { revision, itemId, restored, outcome: row.answeredOutcome ?? 'done' };
}

function toMaster({ playerId, deviceId, userAgent, epoch, lastHeartbeat, connected }: VenueRow): Master | null {
  if (playerId === null || deviceId === null || lastHeartbeat === null) return null;
  return {
    playerId,
    deviceId,
    userAgent,
    epoch,
    lastHeartbeat: lastHeartbeat.getTime(),
    connected: connected === true,
  };
}
