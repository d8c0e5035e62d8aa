import { roughTime, timeOfDay } from '../ui/time';
import { useNowPlaying, useVenue } from '../venue/venue-context';
import styles from './live.module.css';

/** When a song starts, about: on the venue's clock while music plays, else how much music is before it. */
export function StartTime({ after }: { after: number }) {
  const { connection, venue } = useVenue();
  const plays = useNowPlaying()?.state === 'playing';
  const span = roughTime(after);
  if (!plays && after < 1) return <div className={styles['when']}>next</div>;
  if (!plays) {
    return (
      <div className={`${styles['when']} tabular`} title={`${span} of music before it`}>
        after {span}
      </div>
    );
  }
  const clock = timeOfDay(connection.clock.serverNow() + after * 1000, venue.timezone);
  return (
    <div className={`${styles['when']} tabular`} title={`Starts at about ${clock}`}>
      <div className={styles['clock']}>{clock}</div>
      <div>in {span}</div>
    </div>
  );
}
