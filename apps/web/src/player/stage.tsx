import { IconAlertTriangle, IconPlugConnectedX, IconVolume } from '@tabler/icons-react';
import { soundEnd } from '@djamms/client';
import { type ReactNode, useSyncExternalStore } from 'react';
import { Cover } from '../ui/cover';
import { Equalizer } from '../ui/equalizer';
import { clockTime } from '../ui/time';
import { usePosition } from '../venue/use-position';
import { useConnectionState, useNowPlaying, useVenueSnapshot } from '../venue/venue-context';
import { type PlayerSnapshot } from './player-session';
import styles from './player.module.css';

/** The song, readable from the other end of the room. */
export function Song() {
  const nowPlaying = useNowPlaying();
  const idle = nowPlaying === null || nowPlaying.item_id === null;
  const title = idle ? 'Nothing is playing' : (nowPlaying.title ?? '');
  const artist = idle ? 'Press play in the console' : (nowPlaying.artist ?? '');
  return (
    <section className={styles['center']} aria-live="polite">
      <Cover
        title={idle ? null : title}
        artist={artist}
        src={nowPlaying?.thumbnail ?? null}
        size="100%"
        radius={20}
        className={styles['art']}
      />
      <div className={styles['words']}>
        <h2 className={styles['title']} data-testid="player-title">
          {title}
        </h2>
        <div className={`${styles['artist']} truncate`}>{artist}</div>
        {!idle && <ProgressLine end={soundEnd(nowPlaying)} />}
      </div>
    </section>
  );
}

function ProgressLine({ end }: { end: number }) {
  const position = usePosition();
  const share = end > 0 ? Math.min(1, position / end) : 0;
  return (
    <div className={`${styles['progress']} tabular`} aria-hidden>
      <div className={styles['track']}>
        <div className={styles['fill']} style={{ transform: `scaleX(${share})` }} />
      </div>
      <div className={styles['times']}>
        <span>{clockTime(position)}</span>
        <span>−{clockTime(end - position)}</span>
      </div>
    </div>
  );
}

export function NextUp() {
  const next = useVenueSnapshot(({ state }) => state?.queue.priority_queue[0] ?? state?.queue.active_queue[0] ?? null);
  if (next === null) return <span />;
  return (
    <div className={styles['next']} data-testid="player-next">
      <Cover title={next.title} artist={next.artist} src={next.thumbnail} size={56} radius={8} />
      <div style={{ minWidth: 0 }}>
        <small>Next</small>
        <div className="truncate" style={{ fontWeight: 600 }}>
          {next.title}
        </div>
        <small className="truncate">{next.artist}</small>
      </div>
    </div>
  );
}

/** One sentence on how this window is. */
export function StatusChip({ snapshot }: { snapshot: PlayerSnapshot }) {
  const connection = useConnectionState();
  const muted = useVenueSnapshot(({ state }) => state?.settings.is_muted ?? false);
  const playing = useNowPlaying()?.state === 'playing';
  if (snapshot.role !== 'master') return null;
  if (connection === 'offline') {
    return (
      <Chip trouble icon={<IconPlugConnectedX size={20} />}>
        Offline. What is loaded plays on; it reconnects by itself.
      </Chip>
    );
  }
  if (snapshot.problem !== null) {
    return (
      <Chip trouble icon={<IconAlertTriangle size={20} />}>
        {snapshot.problem}
      </Chip>
    );
  }
  if (muted) return <Chip icon={<IconVolume size={20} />}>The sound is switched off in the console</Chip>;
  return <Chip icon={<Equalizer moving={playing} />}>{playing ? 'Playing in this room' : 'Ready to play'}</Chip>;
}

function Chip({ icon, trouble = false, children }: { icon: ReactNode; trouble?: boolean; children: ReactNode }) {
  return (
    <span className={styles['chip']} data-tone={trouble ? 'trouble' : 'calm'} role="status" data-testid="player-status">
      {icon}
      {children}
    </span>
  );
}

const everySecond = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, 1_000);
  return () => clearInterval(timer);
};

/** The time of day where the venue is. */
export function Clock({ timezone }: { timezone: string }) {
  const time = useSyncExternalStore(everySecond, () => {
    const options = { hour: '2-digit', minute: '2-digit', timeZone: timezone } as const;
    return new Intl.DateTimeFormat(undefined, options).format(new Date());
  });
  return <time className={`${styles['clock']} tabular`}>{time}</time>;
}
