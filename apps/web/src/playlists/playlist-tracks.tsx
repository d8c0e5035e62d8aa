import { useIntersection } from '@mantine/hooks';
import { useEffect } from 'react';
import queue from '../live/live.module.css';
import { Cover } from '../ui/cover';
import { SortableArea } from '../ui/sortable-area';
import { SortableRow } from '../ui/sortable-row';
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
    <SortableArea items={entries.map(({ track }) => ({ id: track.id, name: track.title }))} onMove={move}>
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
  onStep: (step: -1 | 1) => void;
}

function Row({ entry, onRemove, onStep }: RowProps) {
  const { track } = entry;
  return (
    <SortableRow
      id={track.id}
      name={track.title}
      className={styles['row']}
      testId="playlist-row"
      onRemove={onRemove}
      onStep={onStep}
    >
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
    </SortableRow>
  );
}
