import { Button } from '@mantine/core';
import { IconPlaylistAdd } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type QueueItem } from '@djamms/contracts';
import { soundEnd } from '@djamms/client';
import { countOf, roughTime } from '../ui/time';
import { Empty } from '../ui/states';
import { usePosition } from '../venue/use-position';
import { useNowPlaying, useVenueSnapshot } from '../venue/venue-context';
import styles from './live.module.css';
import { QueueListView } from './queue-list';
import { MoreOfQueue } from './more-of-queue';
import { startsIn } from './queue-changes';
import { useQueue } from './use-queue';

/** The two queues in the order in which they play. */
export function QueuePanel() {
  const actions = useQueue();
  const { queue, clear } = actions;
  const starts = useStarts();
  if (queue === null) return null;
  const { active_queue: active, priority_queue: priority, active_total, priority_total } = queue;
  const times = starts(priority, active);
  return (
    <div className={styles['lists']}>
      {priority_total > 0 && (
        <section className={styles['section']} aria-label="Plays first" data-testid="priority-queue">
          <Head
            title="Plays first"
            items={priority}
            total={priority_total}
            onClear={() => clear('priority', priority_total)}
          />
          <QueueListView list="priority" items={priority} starts={times?.priority ?? null} actions={actions} />
        </section>
      )}
      <section className={styles['section']} aria-label="Queue" data-testid="active-queue">
        <Head title="Queue" items={active} total={active_total} onClear={() => clear('active', active_total)} />
        {active_total === 0 ? (
          <NothingWaits />
        ) : (
          <QueueListView list="active" items={active} starts={times?.active ?? null} actions={actions} />
        )}
        {active_total > active.length && <MoreOfQueue shown={active.length} total={active_total} />}
      </section>
    </div>
  );
}

/** Seconds until each song starts; nobody can tell while one song repeats. */
function useStarts() {
  const nowPlaying = useNowPlaying();
  const crossfade = useVenueSnapshot((snapshot) => snapshot.state?.settings.crossfade_time ?? 0);
  const repeatsOne = useVenueSnapshot((snapshot) => snapshot.state?.settings.repeat_mode === 'one');
  // Every ten seconds is enough for “in 4 min”, and spares long lists.
  const position = usePosition(0.1);
  return (priority: QueueItem[], active: QueueItem[]) => {
    if (repeatsOne) return null;
    const left = nowPlaying?.item_id == null ? 0 : Math.max(0, soundEnd(nowPlaying) - position - crossfade);
    const starts = startsIn([...priority, ...active], left, crossfade);
    return { priority: starts.slice(0, priority.length), active: starts.slice(priority.length) };
  };
}

const durationOf = (items: QueueItem[]): number => items.reduce((sum, item) => sum + item.duration, 0);

function NothingWaits() {
  return (
    <Empty
      icon={<IconPlaylistAdd size={30} />}
      title="The queue is empty"
      action={
        <Button component={Link} to="/playlists" variant="light">
          Play a playlist
        </Button>
      }
    >
      Search above and press Enter to add a song, or start a playlist.
    </Empty>
  );
}

interface HeadProps {
  title: string;
  items: QueueItem[];
  total: number;
  onClear: () => void;
}

function Head({ title, items, total, onClear }: HeadProps) {
  const whole = items.length === total;
  return (
    <div className={styles['head']}>
      <h2>
        {title}
        {total > 0 && (
          <span className={`${styles['count']} tabular`}>
            {countOf(total, 'song')}
            {whole && ` · ${roughTime(durationOf(items))}`}
          </span>
        )}
      </h2>
      {total > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" aria-label={`Clear: ${title}`} onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  );
}
