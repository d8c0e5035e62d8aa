import { maxQueueItems, playbackErrors, requestErrors, type RequestRules } from '@djamms/contracts';
import { refuse, type Change } from './change';
import { type NewRequest } from './effects';
import { type Input, type RequestFacts } from './input';
import { hasRoom } from './queue';

/** Requests that wait in a venue at once: more than a day of music, and few enough to be told in one message. */
export const maxWaitingRequests = 500;

type Request = Extract<Input, { kind: 'request' }>;

export function changeRequestRules(change: Change, rules: Partial<RequestRules>): void {
  change.state.requestRules = { ...change.state.requestRules, ...rules };
}

/**
 * What guests may ask for (spec, "Song requests").
 * @throws DomainError why not, in a guest's words; numbers and times are in its `context`
 */
export function requireAllowed(change: Change, { request, facts }: Request): void {
  if (!change.state.requestRules.is_open)
    refuse(requestErrors.requests_closed, 'The venue takes no requests right now. Try again later.');
  requireNotHere(change, request, facts);
  requireLength(change, request);
  requireTurn(change, facts);
  requireVariety(change, request, facts);
  requirePlace(change, facts);
}

function requireNotHere({ state }: Change, { song }: NewRequest, facts: RequestFacts): void {
  if (state.deck?.item.song.trackId === song.trackId)
    refuse(requestErrors.request_already_playing, 'This song is on right now.');
  if (facts.isWaiting)
    refuse(requestErrors.request_already_waiting, 'This song was asked for already and is on its way.');
}

function requireLength({ state }: Change, { song: { duration } }: NewRequest): void {
  const { max_duration: maxDuration } = state.requestRules;
  if (duration > 0 && duration <= maxDuration) return;
  const isLong = duration > 0 ? `this one takes ${clock(duration)}` : 'how long this one takes is not known yet';
  refuse(
    requestErrors.request_too_long,
    `Songs of up to ${clock(maxDuration)} minutes can be asked for here, and ${isLong}. Pick another one.`,
    { context: { maxDuration, duration } },
  );
}

function requireTurn({ state }: Change, { waitingOfGuest: waiting }: RequestFacts): void {
  const { max_waiting_per_guest: limit } = state.requestRules;
  if (waiting < limit) return;
  const many = waiting === 1 ? 'A song of yours waits' : `${waiting} of your songs wait`;
  refuse(requestErrors.request_guest_limit, `${many} already. Ask again when one of them has played.`, {
    context: { limit, waiting },
  });
}

function requireVariety({ state, now }: Change, { song }: NewRequest, facts: RequestFacts): void {
  const { max_per_artist: limit, artist_window_minutes: minutes, replay_minutes: replay } = state.requestRules;
  const oldest = facts.artistAskedAt[limit - 1];
  if (oldest !== undefined)
    refuse(
      requestErrors.request_artist_limit,
      `${song.artist} was asked for often enough for now. Try again ${inMinutes(oldest, minutes, now)}, or pick another artist.`,
      { context: { artist: song.artist, limit, minutes, ...askAgain(oldest, minutes) } },
    );
  const { lastPlayedAt } = facts;
  if (lastPlayedAt !== null && lastPlayedAt + replay * 60_000 > now)
    refuse(
      requestErrors.request_played_lately,
      `This song was played a short while ago. Try again ${inMinutes(lastPlayedAt, replay, now)}.`,
      { context: { lastPlayedAt: new Date(lastPlayedAt).toISOString(), ...askAgain(lastPlayedAt, replay) } },
    );
}

function requirePlace({ state }: Change, { waiting }: RequestFacts): void {
  const isFull = !state.requestRules.needs_approval && !hasRoom(state);
  if (!isFull && waiting < maxWaitingRequests) return;
  const context = { waiting, limit: isFull ? maxQueueItems : maxWaitingRequests };
  refuse(playbackErrors.queue_full, 'So many songs wait already that no more fit in. Try again later.', { context });
}

const clock = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

function inMinutes(since: number, minutes: number, now: number): string {
  const left = Math.max(1, Math.ceil((since + minutes * 60_000 - now) / 60_000));
  return left === 1 ? 'in a minute' : `in ${left} minutes`;
}

const askAgain = (since: number, minutes: number): { askAgainAt: string } => ({
  askAgainAt: new Date(since + minutes * 60_000).toISOString(),
});
