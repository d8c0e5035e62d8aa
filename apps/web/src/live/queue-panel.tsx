import { Button, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconPlaylistAdd } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { soundEnd } from '@djamms/client';
import { countOf } from '../ui/time';
import { Empty } from '../ui/states';
import { usePosition } from '../venue/use-position';
import { useNowPlaying } from '../venue/venue-context';
import styles from './live.module.css';
import { QueueListView } from './queue-list';
import { MoreOfQueue } from './more-of-queue';
import { type QueueList, startsIn } from './queue-changes';
import { useQueue } from './use-queue';

/** The two queues in the order in which they play. */
export function QueuePanel() {
  const { queue, remove, move, clear } = useQueue();
  const nowPlaying = useNowPlaying();
  // Every ten seconds is enough for “in 4 min”, and spares long lists.
  const position = usePosition(0.1);
  if (queue === null) return null;
  const { active_queue: active, priority_queue: priority, active_total, priority_total } = queue;
  const left = nowPlaying?.item_id == null ? 0 : Math.max(0, soundEnd(nowPlaying) - position);
  const priorityStarts = startsIn(priority, left);
  const afterPriority = left + priority.reduce((sum, item) => sum + item.duration, 0);
  const activeStarts = startsIn(active, afterPriority);

  const confirmClear = (list: QueueList, total: number): void =>
    void modals.openConfirmModal({
      title: 'Clear the queue?',
      children: <Text size="sm">{countOf(total, 'song')} will be taken out. The song that plays now goes on.</Text>,
      labels: { confirm: 'Clear', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => clear(list),
    });

  return (
    <>
      {priority_total > 0 && (
        <section className={styles['section']} aria-label="Plays first" data-testid="priority-queue">
          <Head title="Plays first" total={priority_total} onClear={() => confirmClear('priority', priority_total)} />
          <QueueListView
            list="priority"
            items={priority}
            starts={priorityStarts}
            onMove={(item, to) => move(item, 'priority', to)}
            onRemove={(item, index) => remove(item, 'priority', index)}
          />
        </section>
      )}
      <section className={styles['section']} aria-label="Queue" data-testid="active-queue">
        <Head title="Queue" total={active_total} onClear={() => confirmClear('active', active_total)} />
        {active_total === 0 ? (
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
        ) : (
          <QueueListView
            list="active"
            items={active}
            starts={activeStarts}
            onMove={(item, to) => move(item, 'active', to)}
            onRemove={(item, index) => remove(item, 'active', index)}
          />
        )}
        {active_total > active.length && <MoreOfQueue shown={active.length} total={active_total} />}
      </section>
    </>
  );
}

function Head({ title, total, onClear }: { title: string; total: number; onClear: () => void }) {
  return (
    <div className={styles['head']}>
      <h2>
        {title}
        {total > 0 && <span className={`${styles['count']} tabular`}>{countOf(total, 'song')}</span>}
      </h2>
      {total > 0 && (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onClear}>
          Clear
        </Button>
      )}
    </div>
  );
}
