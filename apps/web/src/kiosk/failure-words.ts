import { DomainError } from '@djamms/contracts';
import { type TFunction } from 'i18next';
import { type TextKey } from './i18n/texts';

/** What a guest is told for each failure that has words of its own. */
const words: Partial<Record<string, TextKey>> = {
  requests_closed: 'failed.requests_closed',
  request_too_long: 'failed.request_too_long',
  request_artist_limit: 'failed.request_artist_limit',
  request_already_waiting: 'failed.request_already_waiting',
  request_already_playing: 'failed.request_already_playing',
  request_guest_limit: 'failed.request_guest_limit',
  request_played_lately: 'failed.request_played_lately',
  request_unpaid: 'failed.request_unpaid',
  request_decided: 'failed.request_decided',
  request_not_found: 'failed.request_not_found',
  queue_full: 'failed.queue_full',
  queue_track_unknown: 'failed.song_gone',
  track_not_found: 'failed.song_gone',
  rate_limited: 'failed.rate_limited',
  too_many_waiting: 'failed.rate_limited',
  not_sent: 'failed.not_sent',
  not_confirmed: 'failed.not_confirmed',
  network_unreachable: 'failed.offline',
  service_unavailable: 'failed.offline',
  service_timeout: 'failed.offline',
};

/** A failure in the guest's language, with the time after which trying again makes sense. */
export function failureWords(t: TFunction, error: unknown): string {
  if (!(error instanceof DomainError)) return t('failed.other');
  const what = t(words[error.code] ?? 'failed.other');
  const { retryAfter } = error.details;
  return retryAfter === undefined || retryAfter <= 0 ? what : `${what} ${whenAgain(t, retryAfter)}`;
}

/** @param seconds until trying again makes sense; rounded up, so that it is not too early again */
export function whenAgain(t: TFunction, seconds: number): string {
  if (seconds <= 90) return t('failed.when.seconds', { count: Math.ceil(seconds) });
  return t('failed.when.minutes', { count: Math.ceil(seconds / 60) });
}
