import { type NowPlaying, type PlayState } from '@djamms/contracts';
import { assertNever } from '../ui/assert-never';
import { Cover } from '../ui/cover';
import { Equalizer } from '../ui/equalizer';
import { useVenueSnapshot } from '../venue/venue-context';
import styles from './live.module.css';

function stateText(state: PlayState): string {
  switch (state) {
    case 'playing':
      return 'Playing';
    case 'paused':
      return 'Paused';
    case 'buffering':
      return 'Loading';
    case 'stopped':
      return 'Stopped';
    default:
      return assertNever(state);
  }
}

/** The song in the room, large; its cover is the colour of the page. */
export function NowPlayingHero({ nowPlaying }: { nowPlaying: NowPlaying }) {
  const title = nowPlaying.title ?? 'Nothing is playing';
  const artist = nowPlaying.artist ?? '';
  const cover = { title: nowPlaying.title, artist, src: nowPlaying.thumbnail };
  const idle = nowPlaying.item_id === null;
  const waits = useVenueSnapshot(
    ({ state }) => (state?.queue.active_total ?? 0) + (state?.queue.priority_total ?? 0) > 0,
  );
  return (
    <section className={styles['hero']} aria-label="The song in the room" data-testid="now-playing">
      <div className={styles['art']}>
        <div className={styles['glow']} aria-hidden>
          <Cover {...cover} size="100%" radius={0} />
        </div>
        <Cover {...cover} size="100%" radius={16} />
      </div>
      <div style={{ minWidth: 0 }}>
        <span className={styles['state']} role="status">
          <Equalizer moving={nowPlaying.state === 'playing'} />
          {stateText(nowPlaying.state)}
        </span>
        <div className={styles['title']}>{title}</div>
        <div className={`${styles['artist']} truncate`}>
          {idle ? (waits ? 'Press play' : 'Add a song and press play') : artist}
        </div>
      </div>
    </section>
  );
}
