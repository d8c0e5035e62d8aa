import { Checkbox, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { EditRow } from './edit-row';
import styles from './library.module.css';
import { LoadingCells, TrackCells, type TrackActions, onRowKey } from './track-row';
import { type Narrowing } from './narrowing';
import { type Track, type TrackSort } from './use-tracks';

interface TrackTableProps {
  total: number;
  trackAt: (index: number) => Track | undefined;
  /** Rows in sight, from 0; called when they change. */
  onRange: (first: number, last: number) => void;
  /** What was looked for; empty for the whole library. */
  query: string;
  /** What was checked beside it. */
  narrowing: Narrowing;
  /** Null while songs stand in the order of a search. */
  sort: TrackSort | null;
  onSort: (sort: TrackSort) => void;
  selection: ReadonlyMap<string, Track>;
  onSelectNone: () => void;
  /** The track that is edited in its row. */
  editing: string | null;
  onEditEnd: () => void;
  actions: TrackActions;
  rowHeight: number;
  /** The first row is to have the focus. */
  toFirst: boolean;
}

const columns = [
  { field: 'title', label: 'Title', className: '' },
  { field: 'artist', label: 'Artist', className: 'desk' },
  { field: 'album', label: 'Album', className: 'desk' },
  { field: 'genre', label: 'Genre', className: 'wide' },
  { field: 'year', label: 'Year', className: 'wide' },
  { field: 'duration', label: 'Time', className: 'right' },
  { field: 'playCount', label: 'Plays', className: 'wide right' },
] as const;

/** Only the rows in sight exist, so a hundred thousand are as fast as ten. */
export function TrackTable(props: TrackTableProps) {
  const { total, trackAt, onRange, query, narrowing, sort, selection, editing, actions, rowHeight, toFirst } = props;
  const body = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by the React Compiler
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => body.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    onChange: (instance) => {
      const rows = instance.getVirtualItems();
      onRange(rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0);
    },
  });
  useEffect(() => {
    body.current?.scrollTo({ top: 0 });
  }, [query, narrowing, sort]);
  // Without dependencies: the first row may come only some renders after it was asked for.
  useEffect(() => {
    if (!toFirst) return;
    body.current?.scrollTo({ top: 0 });
    body.current?.querySelector<HTMLElement>('[data-index="0"]')?.focus();
  });
  const focusRow = (index: number): void => {
    if (index < 0 || index >= total) return;
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() => body.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent, index: number, track: Track | undefined): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && event.target === event.currentTarget) {
      event.preventDefault();
      focusRow(index + step);
    } else if (track !== undefined) onRowKey(event, track, index, actions);
  };
  return (
    <div className={styles['table']} role="grid" aria-rowcount={total + 1} aria-label="Songs">
      <TableHeader {...props} />
      <div ref={body} className={styles['body']} role="rowgroup" data-testid="track-table">
        <div className={styles['rows']} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const track = trackAt(index);
            const selected = track !== undefined && selection.has(track.id);
            return (
              <div
                key={track?.id ?? `row-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={selected}
                tabIndex={0}
                className={styles['row']}
                style={{ transform: `translateY(${start}px)` }}
                data-index={index}
                data-selected={selected}
                data-testid="track-row"
                data-track-id={track?.id}
                onKeyDown={(event) => onKeyDown(event, index, track)}
              >
                {track === undefined ? (
                  <LoadingCells />
                ) : track.id === editing ? (
                  <EditRow track={track} onClose={props.onEditEnd} />
                ) : (
                  <TrackCells track={track} index={index} query={query} selected={selected} actions={actions} />
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function TableHeader({ sort, onSort, selection, onSelectNone }: TrackTableProps) {
  const [sorted, direction] = sort?.split(':') ?? [];
  const next = (field: (typeof columns)[number]['field']): TrackSort =>
    sorted === field && direction === 'asc' ? `${field}:desc` : `${field}:asc`;
  return (
    <div className={styles['header']} role="row" aria-rowindex={1}>
      <span role="columnheader" style={{ justifySelf: 'center' }}>
        <Checkbox
          aria-label="Select none"
          checked={false}
          indeterminate={selection.size > 0}
          disabled={selection.size === 0}
          onChange={onSelectNone}
        />
      </span>
      {columns.map(({ field, label, className }) => {
        const active = sorted === field;
        const Icon = direction === 'asc' ? IconArrowUp : IconArrowDown;
        return (
          <span
            key={field}
            role="columnheader"
            aria-sort={active ? (direction === 'asc' ? 'ascending' : 'descending') : undefined}
            className={className
              .split(' ')
              .map((name) => styles[name] ?? '')
              .join(' ')}
          >
            {sort === null ? (
              label
            ) : (
              <button
                type="button"
                className={styles['sort']}
                data-active={active}
                aria-label={`Sort by ${label.toLowerCase()}`}
                onClick={() => onSort(next(field))}
              >
                {label}
                {active && <Icon size={14} aria-hidden />}
              </button>
            )}
          </span>
        );
      })}
      <span role="columnheader">
        <VisuallyHidden>Actions</VisuallyHidden>
      </span>
    </div>
  );
}
