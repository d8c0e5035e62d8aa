import { requestErrors, type RequestEnding } from '@djamms/contracts';
import { assertNever, refuse, type Change } from './change';
import { bring } from './deck';
import { type NewRequest } from './effects';
import { type Input, type MadeRequest, type Outcome } from './input';
import { hasRoom } from './queue';
import { requireAllowed } from './request-rules';
import { type Item } from './state';

/** A guest asks for a song; one who presses twice asks once. */
export function request(change: Change, input: Extract<Input, { kind: 'request' }>): Outcome {
  const { facts, request: asked } = input;
  if (facts.own && (asked.paymentId === null || asked.paymentId === facts.own.paymentId)) return 'ignored';
  requireAllowed(change, input);
  change.do({ kind: 'open_request', request: asked });
  if (!change.state.requestRules.needs_approval) admit(change, asked);
  return 'done';
}

/** Staff agrees. With the queue full, the request is the first to get in when there is room. */
export function approveRequest(change: Change, made: MadeRequest): Outcome {
  const { state } = change;
  switch (made.status) {
    case 'pending':
      if (hasRoom(state)) admit(change, made);
      else {
        state.approved += 1;
        change.decideRequest(made.id, { status: 'approved' });
      }
      return 'done';
    case 'approved':
    case 'queued':
    case 'playing':
    case 'played':
      return 'ignored';
    case 'rejected':
    case 'refunded':
      return refuse(requestErrors.request_decided, 'The request was turned down already. The guest can ask again.');
    default:
      return assertNever(made.status);
  }
}

export function rejectRequest(change: Change, input: Extract<Input, { kind: 'reject_request' }>): Outcome {
  return end(change, input.request, 'staff', input.reason);
}

export function withdrawRequest(change: Change, made: MadeRequest): Outcome {
  return end(change, made, 'guest', null);
}

export function queueApproved(change: Change, requests: readonly NewRequest[]): void {
  for (const approved of requests) {
    if (!hasRoom(change.state)) return;
    change.state.approved -= 1;
    admit(change, approved);
  }
}

/** A waiting request can't be kept. Its item, if it had one, has left the queue. */
export function turnDown(
  change: Change,
  { id, status }: Pick<MadeRequest, 'id' | 'status'>,
  ending: RequestEnding,
  reason: string | null = null,
): void {
  if (status === 'approved') change.state.approved -= 1;
  change.decideRequest(id, { status: 'rejected', ending, reason });
}

/** Into the priority queue behind those that paid as much; on an empty deck, if music is wanted, it plays at once. */
function admit(change: Change, { id, song, credit, addedBy }: NewRequest): void {
  const { state } = change;
  const item: Item = {
    itemId: change.newId(),
    song,
    source: 'priority',
    credit,
    isRequest: true,
    requestId: id,
    addedBy,
    addedAt: change.now,
    position: null,
    salt: change.random(),
    placed: null,
  };
  if (!state.deck && state.intention === 'play') return bring(change, item);
  change.do({ kind: 'put', item, list: 'priority', at: 'by_credit' });
  state.counts.priority += 1;
  change.decideRequest(id, { status: 'queued', itemId: item.itemId });
}

/** Staff or the guest takes it back while it waits; asked for twice, it is done once. */
function end(change: Change, made: MadeRequest, ending: 'staff' | 'guest', reason: string | null): Outcome {
  if (made.status === 'rejected' && made.ending === ending) return 'ignored';
  if (made.status !== 'pending' && made.status !== 'approved' && made.status !== 'queued')
    return refuse(requestErrors.request_decided, alreadyOver[made.status]);
  if (made.status === 'queued' && made.itemId !== null) {
    change.do({ kind: 'take', itemId: made.itemId });
    change.state.counts.priority -= 1;
  }
  turnDown(change, made, ending, reason);
  return 'done';
}

const alreadyOver = {
  playing: 'The song is on already. Only skipping ends it now.',
  played: 'The song was played already.',
  rejected: 'The request was turned down already.',
  refunded: 'The request was turned down and refunded already.',
} as const;
