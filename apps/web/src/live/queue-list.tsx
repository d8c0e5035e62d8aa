import { ActionIcon, Badge } from '@mantine/core';
import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { IconGripVertical, IconX } from '@tabler/icons-react';
import { type QueueItem } from '@djamms/contracts';
import { type KeyboardEvent } from 'react';
import { Cover } from '../ui/cover';
import { SortableArea } from '../ui/sortable-area';
import { clockTime, roughTime } from '../ui/time';
import styles from './live.module.css';
import { type QueueList } from './queue-changes';

interface QueueListProps {
  list: QueueList;
  items: QueueItem[];
  /** Seconds until each item starts. */
  starts: number[];
  onMove: (item: QueueItem, to: number) => void;
  onRemove: (item: QueueItem, index: number) => void;
}

/** One queue; rows are dragged by their grip, or moved with Alt and the arrow keys. */
export function QueueListView({ list, items, starts, onMove, onRemove }: QueueListProps) {
  const ids = items.map((item) => item.item_id);
  const move = (id: string, to: number): void => {
    const item = items.find((entry) => entry.item_id === id);
    if (item !== undefined) onMove(item, to);
  };
  return (
    <SortableArea ids={ids} onMove={move}>
      <ol className={styles['list']} aria-label={list === 'active' ? 'Queue' : 'Plays first'}>
        {items.map((item, index) => (
          <QueueRow
            key={item.item_id}
            item={item}
            startsIn={starts[index] ?? 0}
            onRemove={() => onRemove(item, index)}
            onStep={(step) => {
              const to = index + step;
              if (to >= 0 && to < items.length) onMove(item, to);
            }}
          />
        ))}
      </ol>
    </SortableArea>
  );
}

interface QueueRowProps {
  item: QueueItem;
  startsIn: number;
  onRemove: () => void;
  onStep: (step: number) => void;
}

function QueueRow({ item, startsIn, onRemove, onStep }: QueueRowProps) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: item.item_id,
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete' || event.key === 'Backspace') onRemove();
    else if (event.altKey && event.key === 'ArrowUp') onStep(-1);
    else if (event.altKey && event.key === 'ArrowDown') onStep(1);
    else return;
    event.preventDefault();
  };
  return (
    <li
      ref={setNodeRef}
      className={styles['row']}
      style={{ transform: CSS.Translate.toString(transform), transition }}
      data-lifted={isDragging}
      data-testid="queue-row"
      data-item-id={item.item_id}
      onKeyDown={onKeyDown}
    >
      <button
        type="button"
        className={styles['grip']}
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={`Move ${item.title}`}
      >
        <IconGripVertical size={18} aria-hidden />
      </button>
      <Cover title={item.title} artist={item.artist} src={item.thumbnail} size={44} />
      <div className={styles['names']}>
        <div className="truncate" style={{ fontWeight: 550 }}>
          {item.title}
        </div>
        <div className="truncate">{item.artist}</div>
      </div>
      {item.is_request && (
        <Badge variant="light" size="sm">
          Request
        </Badge>
      )}
      <div className={`${styles['when']} tabular`} title={`Starts in about ${roughTime(startsIn)}`}>
        <div>{clockTime(item.duration)}</div>
        <div>in {roughTime(startsIn)}</div>
      </div>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove ${item.title}`} onClick={onRemove}>
        <IconX size={18} />
      </ActionIcon>
    </li>
  );
}
