import { type Alert } from '@djamms/contracts';
import { type Change } from './change';

/** Staff has to look after the player: nothing that it was given would play. Raised once, until it is cleared. */
export function raisePlayerFailing(change: Change): void {
  const { state } = change;
  if (state.alerts.some(({ kind }) => kind === 'player_failing')) return;
  const alert: Alert = {
    kind: 'player_failing',
    severity: 'critical',
    title: 'The player can’t play',
    detail: `${state.failuresInARow} songs in a row could not be played, so the music was stopped. Look at the player’s window and its network, then press play.`,
    raised_at: change.now,
    cleared_at: null,
  };
  state.alerts = [...state.alerts, alert];
  change.do({ kind: 'alert', alert });
}

/** Music was started by hand, or a song came to its end: failures are counted anew. */
export function musicWorks(change: Change): void {
  change.state.failuresInARow = 0;
  clearAlerts(change);
}

export function clearAlerts(change: Change): void {
  for (const alert of change.state.alerts) change.do({ kind: 'alert', alert: { ...alert, cleared_at: change.now } });
  if (change.state.alerts.length > 0) change.state.alerts = [];
}
