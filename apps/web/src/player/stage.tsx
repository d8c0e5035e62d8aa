import { ActionIcon } from '@mantine/core';
import { IconMaximize, IconMinimize } from '@tabler/icons-react';
import { positionAt, soundEnd } from '@djamms/client';
import { type NowPlaying, type PlaybackState } from '@djamms/contracts';
import { useSyncExternalStore } from 'react';
import { Cover } from '../ui/cover';
import { clockTime } from '../ui/time';
import { useVenue } from '../venue/venue-context';
import { type PlayerSession } from './player-session';
import styles from './player.module.css';

interface ShownProps {
  session: PlayerSession;
  shown: PlaybackState | null;
}

/** The song, readable from the other end of the room. */
export function Song({ session, shown, isAlone }: ShownProps & { isAlone: boolean }) {
  const nowPlaying = shown?.nowPlaying ?? null;
  const idle = nowPlaying === null || nowPlaying.item_id === null;
  const title = idle ? 'Nothing is playing' : (nowPlaying.title ?? '');
  const invitation = isAlone ? 'Music begins again when the server is back' : 'Press play in the console';
  const artist = idle ? invitation : (nowPlaying.artist ?? '');
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
        {!idle && <ProgressLine session={session} nowPlaying={nowPlaying} />}
      </div>
    </section>
  );
}

const fourTimesASecond = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, 250);
  return () => clearInterval(timer);
};

/** What is heard in this room; for a window that makes no sound, where the venue is. */
function usePosition(session: PlayerSession, nowPlaying: NowPlaying): number {
  const { connection } = useVenue();
  return useSyncExternalStore(fourTimesASecond, () => {
    const seconds = session.position() ?? positionAt(nowPlaying, connection.clock.serverNow());
    return Math.floor(seconds * 4) / 4;
  });
}

function ProgressLine({ session, nowPlaying }: { session: PlayerSession; nowPlaying: NowPlaying }) {
  const position = usePosition(session, nowPlaying);
  const end = soundEnd(nowPlaying);
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

interface NextSongView {
  title: string;
  artist: string;
  thumbnail: string | null;
}

export function NextUp({ session, shown }: ShownProps) {
  const next: NextSongView | null =
    session.upcoming() ?? shown?.queue.priority_queue[0] ?? shown?.queue.active_queue[0] ?? null;
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

interface FullScreenProps {
  isOn: boolean;
  /** The venue wants it, and only a press here can do it. */
  isWanted: boolean;
  onToggle: () => void;
}

export function FullScreenButton({ isOn, isWanted, onToggle }: FullScreenProps) {
  const label = isOn ? 'Leave full screen' : 'Full screen';
  return (
    <ActionIcon
      variant={isWanted && !isOn ? 'white' : 'subtle'}
      color={isWanted && !isOn ? 'dark' : 'gray'}
      size="lg"
      aria-label={label}
      title={label}
      onClick={onToggle}
    >
      {isOn ? <IconMinimize size={20} /> : <IconMaximize size={20} />}
    </ActionIcon>
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
