import { type LiveWait } from '@djamms/client';
import { type SongRequest } from '@djamms/contracts';
import { type TFunction } from 'i18next';

/** How long until the guest's song, in words that promise no more than is known. */
export function waitWords(t: TFunction, wait: LiveWait | null): string {
  if (wait === null) return t('wait.queued');
  const { kind, seconds, songsAhead } = wait;
  if (kind === 'unknown' || seconds === null)
    return songsAhead === 0 ? t('wait.next') : t('wait.songs', { count: songsAhead });
  const minutes = Math.round(seconds / 60);
  if (kind === 'paused') return minutes < 1 ? t('wait.paused.next') : t('wait.paused', { count: minutes });
  return minutes < 1 ? t('wait.soon') : t('wait.minutes', { count: minutes });
}

/** How a request stands, in one sentence. */
export function statusWords(t: TFunction, request: SongRequest, wait: LiveWait | null): string {
  switch (request.status) {
    case 'pending':
      return t('mine.pending');
    case 'approved':
    case 'queued':
      return waitWords(t, wait);
    case 'playing':
      return t('mine.playing');
    case 'played':
      return t('mine.played');
    case 'refunded':
      return t('mine.refunded');
    case 'rejected':
      return rejectionWords(t, request);
  }
}

function rejectionWords(t: TFunction, { ending, reason }: SongRequest): string {
  if (ending === null || ending === 'staff')
    return reason === null ? t('mine.rejected.staff') : t('mine.rejected.reason', { reason });
  return t(`mine.rejected.${ending}`);
}
