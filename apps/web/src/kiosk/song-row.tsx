import { type TrackSummary } from '@djamms/contracts';
import { Loader } from '@mantine/core';
import { type TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { MatchedText } from '../tracks/matched-text';
import { reportClick } from '../tracks/report-click';
import { Cover } from '../ui/cover';
import { clockTime } from '../ui/time';
import { useAnnounce } from './announcer';
import { failureWords } from './failure-words';
import { useAsking, useKiosk, useKioskState, useLine } from './kiosk-context';
import styles from './kiosk.module.css';
import { type Hindrance, hindranceOf } from './request-rules';
import { useMyRequests } from './use-my-requests';

interface SongRowProps {
  track: TrackSummary;
  /** What it was found by: that is marked, and told when the song is requested. Empty when nothing was typed. */
  foundBy: string;
}

/** A song that can be requested, or why it can't be. */
export function SongRow({ track, foundBy }: SongRowProps) {
  const { t } = useTranslation();
  const asking = useAsking().get(track.id);
  return (
    <li className={styles['row']} data-testid="kiosk-song">
      <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={56} radius={8} />
      <div className={styles['names']}>
        <div className="truncate">
          <MatchedText text={track.title} query={foundBy} />
        </div>
        <div className={`${styles['facts']} truncate tabular`}>
          {track.artist !== '' && <MatchedText text={track.artist} query={foundBy} />}
          {track.artist !== '' && ' · '}
          {clockTime(track.duration)}
        </div>
        {asking?.phase === 'failed' && (
          <div className={styles['status']} data-tone="trouble" role="alert">
            {failureWords(t, asking.error)}
          </div>
        )}
        {asking?.phase === 'sending' && <Sending />}
      </div>
      <RequestButton track={track} foundBy={foundBy} />
    </li>
  );
}

function Sending() {
  const { t } = useTranslation();
  const online = useLine(({ connection }) => connection === 'online');
  if (online) return null;
  return (
    <div className={styles['status']} data-tone="calm" role="status">
      {t('request.waiting')}
    </div>
  );
}

function RequestButton({ track, foundBy }: SongRowProps) {
  const { t } = useTranslation();
  const { venue, api, outbox, connection } = useKiosk();
  const state = useKioskState();
  const mine = useMyRequests();
  const announce = useAnnounce();
  const phase = useAsking().get(track.id)?.phase;
  const requests = mine.map(({ request }) => request);
  const hindrance = hindranceOf(track, state, requests, connection.clock.serverNow());
  const { title, artist } = track;

  const ask = async (): Promise<void> => {
    reportClick(api, venue.id, foundBy, track.id);
    const request = await outbox.ask(track);
    if (request !== null) announce(t(request.status === 'pending' ? 'request.pending' : 'request.queued', { title }));
  };
  if (phase === undefined && hindrance !== null) {
    // Said once, above the songs.
    if (hindrance.kind === 'closed') return null;
    return (
      <span className={styles['hindrance']} data-kind={hindrance.kind}>
        {hindranceWords(t, hindrance)}
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles['request']}
      aria-label={t(phase === 'failed' ? 'request.again.label' : 'request.ask.label', { title, artist })}
      aria-busy={phase === 'sending'}
      disabled={phase === 'sending'}
      onClick={() => void ask()}
      data-testid="kiosk-ask"
    >
      {phase === 'sending' ? (
        <Loader size={18} color="currentColor" />
      ) : (
        t(phase === 'failed' ? 'request.again' : 'request.ask')
      )}
    </button>
  );
}

function hindranceWords(t: TFunction, hindrance: Hindrance): string {
  switch (hindrance.kind) {
    case 'long':
      return t('not.long', { limit: clockTime(hindrance.limit) });
    case 'full':
      return t('not.full', { count: hindrance.limit });
    case 'closed':
      return t('not.closed');
    case 'playing':
      return t('not.playing');
    case 'waiting':
      return t('not.waiting');
    case 'mine':
      return t('not.mine');
    case 'artist':
      return t('not.artist');
  }
}
