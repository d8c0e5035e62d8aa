import { liveWait } from '@djamms/client';
import { type PlaybackState, type SongRequest, withdrawRequest } from '@djamms/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Cover } from '../ui/cover';
import { useAnnounce } from './announcer';
import { failureWords } from './failure-words';
import { useAsking, useKiosk, useLine } from './kiosk-context';
import styles from './kiosk.module.css';
import { type Asking } from './request-outbox';
import { isWaiting } from './request-rules';
import { type MyRequest, keepMine, useMyRequests } from './use-my-requests';
import { statusWords } from './wait-words';

/** Milliseconds for which a request that is over stays among the others, so that the guest sees how it ended. */
const newsTime = 15 * 60_000;

const everySecond = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, 1_000);
  return () => clearInterval(timer);
};

/** What this guest asked for, and how it stands. */
export function MyRequests() {
  const { t } = useTranslation();
  const { connection } = useKiosk();
  const asking = useAsking();
  const mine = useMyRequests();
  // Rounded, so that time alone draws the list anew only now and then.
  const now = useSyncExternalStore(everySecond, () => Math.floor(connection.clock.serverNow() / 10_000) * 10_000);
  if (asking.size === 0 && mine.length === 0) return null;
  const isNews = ({ request }: MyRequest): boolean =>
    isWaiting(request) || request.status === 'playing' || now - Date.parse(request.updatedAt) < newsTime;
  const earlier = mine.filter((entry) => !isNews(entry));
  return (
    <section aria-labelledby="kiosk-mine">
      <h2 id="kiosk-mine" className={styles['heading']}>
        {t('mine.title')}
      </h2>
      <ul className={styles['list']} data-testid="kiosk-mine">
        {[...asking.values()].map((entry) => (
          <AskingRow key={entry.song.id} asking={entry} />
        ))}
        {mine.filter(isNews).map((entry) => (
          <MineRow key={entry.request.id} entry={entry} />
        ))}
      </ul>
      {earlier.length > 0 && (
        <details className={styles['earlier']}>
          <summary>
            {t('mine.finished')} ({earlier.length})
          </summary>
          <ul className={styles['list']}>
            {earlier.map((entry) => (
              <MineRow key={entry.request.id} entry={entry} />
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

/** A request that the server has not taken (yet). */
function AskingRow({ asking: { song, phase, error } }: { asking: Asking }) {
  const { t } = useTranslation();
  const { outbox } = useKiosk();
  const offline = useLine(({ connection }) => connection !== 'online');
  const failed = phase === 'failed';
  const words = failed ? failureWords(t, error) : offline ? t('request.waiting') : t('request.sending');
  return (
    <li className={styles['row']} data-testid="kiosk-asking" data-phase={phase}>
      <Cover title={song.title} artist={song.artist} src={song.thumbnailUrl} size={52} radius={8} />
      <div className={styles['names']}>
        <div className="truncate">{song.title}</div>
        <div className={styles['status']} data-tone={failed ? 'trouble' : 'calm'} role={failed ? 'alert' : 'status'}>
          {words}
        </div>
      </div>
      {failed && (
        <span className={styles['choices']}>
          <button
            type="button"
            className={styles['plain']}
            onClick={() => void outbox.ask(song)}
            aria-label={t('request.again.label', { title: song.title })}
          >
            {t('request.again')}
          </button>
          <button type="button" className={styles['plain']} onClick={() => outbox.dismiss(song.id)}>
            {t('dismiss')}
          </button>
        </span>
      )}
    </li>
  );
}

function MineRow({ entry }: { entry: MyRequest }) {
  const { t } = useTranslation();
  const { request } = entry;
  const words = useStatusWords(entry);
  const { withdraw, failure } = useWithdraw(request);
  return (
    <li className={styles['row']} data-testid="kiosk-request" data-status={request.status}>
      <Cover title={request.title} artist={request.artist} src={request.thumbnailUrl} size={52} radius={8} />
      <div className={styles['names']}>
        <div className="truncate">{request.title}</div>
        <div className={styles['status']} data-tone={toneOf(request)} data-testid="kiosk-wait">
          {words}
        </div>
        {failure !== null && (
          <div className={styles['status']} data-tone="trouble" role="alert">
            {failure}
          </div>
        )}
      </div>
      {isWaiting(request) && (
        <button
          type="button"
          className={styles['plain']}
          onClick={withdraw}
          aria-label={t('request.withdraw.label', { title: request.title })}
        >
          {t('request.withdraw')}
        </button>
      )}
    </li>
  );
}

function toneOf({ status }: SongRequest): 'good' | 'calm' | 'past' {
  if (status === 'playing') return 'good';
  return status === 'pending' || status === 'approved' || status === 'queued' ? 'calm' : 'past';
}

/** The words move with the venue's state and the clock; they are drawn anew only when they change. */
function useStatusWords({ request, estimate }: MyRequest): string {
  const { t } = useTranslation();
  const { connection } = useKiosk();
  const subscribe = useCallback(
    (listener: () => void) => {
      const stop = [connection.subscribe(listener), everySecond(listener)];
      return () => stop.forEach((each) => each());
    },
    [connection],
  );
  return useSyncExternalStore(subscribe, () => {
    const state: PlaybackState | null = connection.getSnapshot().state;
    const wait = state === null ? null : liveWait(state, request, connection.clock.serverNow(), estimate);
    return statusWords(t, request, wait);
  });
}

function useWithdraw(request: SongRequest): { withdraw: () => void; failure: string | null } {
  const { t } = useTranslation();
  const { venue, connection } = useKiosk();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const [error, setError] = useState<unknown>(null);
  const work = async (): Promise<void> => {
    setError(null);
    try {
      const answer = await connection.change(withdrawRequest, { id: request.id });
      keepMine(queries, venue.id, answer.request, null, connection.clock.serverNow());
      announce(t('request.withdrawn', { title: request.title }));
    } catch (failure) {
      setError(failure);
    }
  };
  return { withdraw: () => void work(), failure: error === null ? null : failureWords(t, error) };
}
