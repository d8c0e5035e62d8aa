import { Skeleton } from '@mantine/core';
import { useAddToQueue } from '../tracks/use-queue-actions';
import { TrackSearch } from '../tracks/track-search';
import { RequestsToDecide } from '../requests/requests-to-decide';
import { usePlaybackState } from '../venue/venue-context';
import page from '../app/console.module.css';
import { LoadingRows } from '../ui/states';
import styles from './live.module.css';
import { NowPlayingHero } from './now-playing-hero';
import { QueuePanel } from './queue-panel';

const keys: [string, string][] = [
  ['Enter', 'adds to the queue'],
  ['Shift Enter', 'plays next'],
  ['Ctrl Enter', 'plays now'],
];

/** What plays, what comes, and the field that adds to it. */
export function LivePage() {
  const state = usePlaybackState();
  const addToQueue = useAddToQueue();
  return (
    <div className={page['page']} data-testid="live-page">
      <div className={styles['layout']}>
        <div className={styles['now']}>
          {state === null ? <HeroSkeleton /> : <NowPlayingHero nowPlaying={state.nowPlaying} />}
          <RequestsToDecide />
        </div>
        <div className={styles['queue']}>
          <TrackSearch
            label="Search a song and add it"
            keys={keys}
            onAdd={(track, place) => addToQueue([track], place, true)}
          />
          {state === null ? <LoadingRows count={7} height={48} /> : <QueuePanel />}
        </div>
      </div>
    </div>
  );
}

function HeroSkeleton() {
  return (
    <div className={styles['hero']} aria-busy="true">
      <Skeleton style={{ aspectRatio: 1 }} height="auto" radius="lg" />
      <div>
        <Skeleton height={30} width="70%" mb={12} />
        <Skeleton height={18} width="45%" />
      </div>
    </div>
  );
}
