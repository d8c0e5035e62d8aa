import { ActionIcon } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { IconGripVertical, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect } from 'react';
import queue from '../live/live.module.css';
import { Cover } from '../ui/cover';
import { SortableArea } from '../ui/sortable-area';
import { clockTime } from '../ui/time';
import styles from './playlists.module.css';
import { type PlaylistEntry } from './use-playlist';

interface PlaylistTracksProps {
  entries: PlaylistEntry[];
  onMove: (entry: PlaylistEntry, from: number, to: number) => void;
  onRemove: (entry: PlaylistEntry, index: number) => void;
  hasMore: boolean;
  onMore: () => void;
}

/** A playlist's rows; more are read when the end comes into sight. */
export function PlaylistTracks({ entries, onMove, onRemove, hasMore, onMore }: PlaylistTracksProps) {
  const { ref, entry: end } = useIntersection({ rootMargin: '600px' });
  const wanted = hasMore && end?.isIntersecting === true;
  useEffect(() => {
    if (wanted) onMore();
  }, [wanted, onMore]);
  const move = (id: string, to: number): void => {
    const from = entries.findIndex((entry) => entry.track.id === id);
    const entry = entries[from];
    if (entry !== undefined) onMove(entry, from, to);
  };
  return (
    <SortableArea ids={entries.map((entry) => entry.track.id)} onMove={move}>
      <ol className={queue['list']} aria-label="Songs of the playlist">
        {entries.map((entry, index) => (
          <Row
            key={entry.track.id}
            entry={entry}
            onRemove={() => onRemove(entry, index)}
            onStep={(step) => {
              const to = index + step;
              if (to >= 0 && to < entries.length) onMove(entry, index, to);
            }}
          />
        ))}
      </ol>
      <div ref={ref} aria-hidden style={{ height: 1 }} />
    </SortableArea>
  );
}

interface RowProps {
  entry: PlaylistEntry;
  onRemove: () => void;
  onStep: (step: number) => void;
}

function Row({ entry, onRemove, onStep }: RowProps) {
  const { track } = entry;
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: track.id,
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
      data-testid="playlist-row"
      data-track-id={track.id}
      onKeyDown={onKeyDown}
    >
      <button
        type="button"
        className={queue['grip']}
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={`Move ${track.title}`}
      >
        <IconGripVertical size={18} aria-hidden />
      </button>
      <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={44} />
      <div className={queue['names']}>
        <div className="truncate" style={{ fontWeight: 550 }}>
          {track.title}
        </div>
        <div className="truncate">{track.artist}</div>
      </div>
      <span className={`${styles['album']} truncate`}>{track.album}</span>
      <span className={`${queue['when']} tabular`} style={{ minWidth: 0 }}>
        {clockTime(track.duration)}
      </span>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`Remove ${track.title}`} onClick={onRemove}>
        <IconX size={18} />
      </ActionIcon>
    </li>
  );
}
