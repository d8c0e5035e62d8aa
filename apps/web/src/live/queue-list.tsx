import { type QueueItem } from '@djamms/contracts';
import { Cover } from '../ui/cover';
import { SortableArea } from '../ui/sortable-area';
import { SortableRow } from '../ui/sortable-row';
import { clockTime } from '../ui/time';
import styles from './live.module.css';
import { type QueueList } from './queue-changes';
import { QueueRowMenu } from './queue-row-menu';
import { StartTime } from './start-time';
import { type QueueActions } from './use-queue';
import { WhoAsked } from './who-asked';

interface QueueListProps {
  list: QueueList;
  items: QueueItem[];
  /** Seconds until each item starts; null when nobody can tell. */
  starts: number[] | null;
  actions: QueueActions;
}

/** One queue; rows are dragged by their grip, or moved with Alt and the arrow keys. */
export function QueueListView({ list, items, starts, actions }: QueueListProps) {
  const { move, remove } = actions;
  return (
    <SortableArea
      items={items.map((item) => ({ id: item.item_id, name: item.title }))}
      onMove={(id, to) => {
        const item = items.find((entry) => entry.item_id === id);
        if (item !== undefined) move(item, list, to);
      }}
    >
      <ol className={styles['list']} aria-label={list === 'active' ? 'Queue' : 'Plays first'}>
        {items.map((item, index) => (
          <SortableRow
            key={item.item_id}
            id={item.item_id}
            name={item.title}
            className={styles['row']}
            testId="queue-row"
            onRemove={() => remove(item)}
            onStep={(step) => {
              const to = index + step;
              if (to >= 0 && to < items.length) move(item, list, to);
            }}
          >
            <Cover title={item.title} artist={item.artist} src={item.thumbnail} size={44} />
            <div className={styles['names']}>
              <div className="truncate" style={{ fontWeight: 550 }} title={item.title}>
                {item.title}
              </div>
              <div className="truncate">
                <WhoAsked item={item} list={list} />
                {item.artist} · <span className="tabular">{clockTime(item.duration)}</span>
              </div>
            </div>
            {starts !== null && <StartTime after={starts[index] ?? 0} />}
            <QueueRowMenu item={item} list={list} index={index} actions={actions} />
          </SortableRow>
        ))}
      </ol>
    </SortableArea>
  );
}
