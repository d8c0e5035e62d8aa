import { soundEnd } from '@djamms/client';
import { type NowPlaying } from '@djamms/contracts';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Cover } from '../ui/cover';
import { Equalizer } from '../ui/equalizer';
import { clockTime } from '../ui/time';
import { useMovingPosition } from '../venue/use-position';
import { useKiosk, useKioskState, useLine } from './kiosk-context';
import styles from './kiosk.module.css';

/** The song in the room, with what can be done with it. */
export function NowPlayingCard({ action }: { action?: ReactNode }) {
  const { t } = useTranslation();
  const { nowPlaying, rules } = useKioskState();
  const stale = useLine(({ connection }) => connection === 'offline');
  const idle = nowPlaying.item_id === null;
  const title = idle ? t('now.nothing') : (nowPlaying.title ?? '');
  const invitation = rules.is_open ? t('now.nothing.ask') : t('now.nothing.closed');
  const artist = idle ? invitation : (nowPlaying.artist ?? '');
  return (
    <section className={styles['now']} aria-label={t('now.label')} data-stale={stale} data-testid="kiosk-now">
      <Cover
        title={idle ? null : title}
        artist={nowPlaying.artist ?? ''}
        src={nowPlaying.thumbnail}
        size="100%"
        radius={18}
        className={styles['art']}
      />
      <div className={styles['words']}>
        <div className={styles['state']} data-quiet={idle}>
          <Equalizer moving={nowPlaying.state === 'playing' && !stale} />
          {t(`now.${nowPlaying.state}`)}
        </div>
        <h2 className={styles['title']} data-testid="kiosk-title">
          {title}
        </h2>
        <p className={styles['artist']}>{artist}</p>
        <Progress nowPlaying={nowPlaying} hidden={idle || stale} />
        {action}
      </div>
    </section>
  );
}

/** Keeps its place when there is nothing to show, so that the page does not jump between songs. */
function Progress({ nowPlaying, hidden }: { nowPlaying: NowPlaying; hidden: boolean }) {
  const { t } = useTranslation();
  const { connection } = useKiosk();
  const position = useMovingPosition(nowPlaying, connection.clock, 2);
  const end = soundEnd(nowPlaying);
  const times = { position: clockTime(position), duration: clockTime(end) };
  return (
    <div
      className={`${styles['progress']} tabular`}
      style={{ visibility: hidden ? 'hidden' : 'visible' }}
      role="img"
      aria-label={t('now.progress', times)}
    >
      <div className={styles['rail']}>
        <div style={{ transform: `scaleX(${end > 0 ? Math.min(1, position / end) : 0})` }} />
      </div>
      <div className={styles['times']} aria-hidden>
        <span>{times.position}</span>
        <span>{times.duration}</span>
      </div>
    </div>
  );
}
