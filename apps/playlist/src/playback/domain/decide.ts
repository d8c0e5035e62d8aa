import { goOn, reconcile } from './catch-up';
import { assertNever, Change } from './change';
import { markPlaced } from './deck';
import { type Effect } from './effects';
import { audit, heartbeat, register } from './election';
import { type Input, type Outcome } from './input';
import { add, clearLists, remove, reorder } from './queue';
import { failure, report } from './reports';
import { approveRequest, queueApproved, rejectRequest, request, withdrawRequest } from './requests';
import { changeRequestRules } from './request-rules';
import { changeSetting } from './settings';
import { type Surroundings, type VenueState } from './state';
import { trackChanged, trackGone, voted } from './tracks';
import { restore } from './undo';
import { command, playlistLoaded, playPlaylist } from './transport';

export interface Decision {
  state: VenueState;
  /** To be applied in order. */
  effects: Effect[];
  outcome: Outcome;
}

/**
 * What an input makes of a venue's playback: a pure function of its arguments.
 * @throws DomainError why the input is refused; nothing has changed then.
 */
export function decide(state: VenueState, input: Input, surroundings: Surroundings): Decision {
  const change = new Change(state, surroundings);
  const outcome = apply(change, input) ?? 'done';
  if (input.kind !== 'report') markPlaced(change, state.deck);
  return { state: change.state, effects: change.effects, outcome };
}

function apply(change: Change, input: Input): Outcome | void {
  switch (input.kind) {
    case 'command':
      return command(change, input);
    case 'play_playlist':
      return playPlaylist(change, input);
    case 'playlist_loaded':
      return playlistLoaded(change);
    case 'setting':
      return changeSetting(change, input.setting);
    case 'add':
      return add(change, input);
    case 'remove':
      return remove(change, input.found);
    case 'reorder':
      return reorder(change, input.found, input.to);
    case 'clear':
      return clearLists(change, input.list);
    case 'report':
      return report(change, input);
    case 'failure':
      return failure(change, input);
    case 'reconcile':
      return reconcile(change, input);
    case 'go_on':
      return goOn(change);
    case 'restore':
      return restore(change, input);
    case 'register':
      return register(change, input);
    case 'heartbeat':
      return heartbeat(change, input);
    case 'audit':
      return audit(change);
    case 'track_gone':
      return trackGone(change, input);
    case 'track_changed':
      return trackChanged(change, input);
    case 'nothing':
      return 'ignored';
    case 'voted':
      return voted(change, input.trackId);
    case 'request':
      return request(change, input);
    case 'approve_request':
      return approveRequest(change, input.request);
    case 'reject_request':
      return rejectRequest(change, input);
    case 'withdraw_request':
      return withdrawRequest(change, input.request);
    case 'queue_approved':
      return queueApproved(change, input.requests);
    case 'change_request_rules':
      return changeRequestRules(change, input.rules);
    default:
      return assertNever(input);
  }
}
