import { type Change } from './change';
import { hasRunOut, startAgain } from './deck';
import { type Input, type Outcome } from './input';
import { type Master, type Reign, type VenueState } from './state';

/** Silence after which windows are told that the player is away. */
export const disconnectedAfterMs = 15_000;
/** Silence after which another device may take the player's place. */
export const leaseMs = 120_000;
/** Silence after which the registration ends. */
export const registrationMs = 24 * 3_600_000;

type Register = Extract<Input, { kind: 'register' }>;

/** Who makes the sound (spec, "Master player"). The venue's lock lets exactly one of two at once win. */
export function register(change: Change, input: Register): Outcome {
  const { master } = change.state;
  if (!master) return seat(change, input);
  if (master.deviceId === input.deviceId) {
    keepLease(change, master);
    return 'reconnected';
  }
  const isFree = change.now - master.lastHeartbeat > leaseMs;
  return isFree || input.force ? seat(change, input) : 'conflict';
}

/** Keeps the master's lease; of anybody else, and of an old epoch, it is refused. */
export function heartbeat(change: Change, input: Extract<Input, { kind: 'heartbeat' }>): Outcome {
  const { master } = change.state;
  const isMaster = master?.deviceId === input.deviceId && (input.epoch === null || input.epoch === master.epoch);
  if (!isMaster) return 'not_found';
  keepLease(change, master);
  return 'done';
}

/** What time alone changes. */
export function audit(change: Change): Outcome {
  const { master } = change.state;
  if (!master) return 'ignored';
  const silentFor = change.now - master.lastHeartbeat;
  if (silentFor > registrationMs) return forget(change, master);
  if (master.connected && silentFor > disconnectedAfterMs) tell(change, master, false);
  return 'done';
}

/** A new epoch with a new player id: whatever the former master still says is refused. */
function seat(change: Change, { deviceId, userAgent }: Register): Outcome {
  const { state, now } = change;
  state.epoch += 1;
  state.reign = reignOf(state, deviceId);
  const { epoch, venueId } = state;
  state.master = { playerId: change.newId(), deviceId, userAgent, epoch, lastHeartbeat: now, connected: true };
  change.do(
    { kind: 'seat_master', master: state.master },
    { kind: 'master_changed', fact: { venueId, deviceId, epoch } },
  );
  // A song that ran out while no player was there was not heard.
  if (state.deck && hasRunOut(state.deck, now)) startAgain(change);
  return 'registered';
}

/** The same device goes on, unless it was another's turn in between. */
function reignOf({ reign, epoch }: VenueState, deviceId: string): Reign {
  const goesOn = reign?.deviceId === deviceId && reign.until === epoch - 1;
  return { deviceId, since: goesOn ? reign.since : epoch, until: epoch };
}

function keepLease(change: Change, master: Master): void {
  master.lastHeartbeat = change.now;
  change.do({ kind: 'touch_master', at: change.now });
  if (!master.connected) tell(change, master, true);
}

function tell(change: Change, master: Master, connected: boolean): void {
  master.connected = connected;
  const { deviceId, lastHeartbeat } = master;
  change.do({ kind: 'presence', deviceId, lastHeartbeat, connected });
}

function forget(change: Change, { deviceId, lastHeartbeat }: Master): Outcome {
  change.state.master = null;
  change.do({ kind: 'forget_master', deviceId, lastHeartbeat });
  return 'done';
}
