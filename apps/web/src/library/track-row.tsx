import { ActionIcon, Checkbox, Menu, Skeleton, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconArrowForwardUp,
  IconDots,
  IconPencil,
  IconPlayerPlay,
  IconPlaylistAdd,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react';
import { type KeyboardEvent } from 'react';
import { MatchedText } from '../tracks/matched-text';
import { type QueuePlace } from '../tracks/use-queue-actions';
import { Cover } from '../ui/cover';
import { clockTime } from '../ui/time';
import styles from './library.module.css';
import { type Track } from './use-tracks';

export interface TrackActions {
  queue: (tracks: Track[], place: QueuePlace) => void;
  addToPlaylist: (tracks: Track[]) => void;
  edit: (track: Track) => void;
  remove: (tracks: Track[]) => void;
  select: (track: Track, index: number, range: boolean) => void;
}

interface TrackRowProps {
  track: Track;
  index: number;
  /** What was looked for; it is marked. */
  query: string;
  selected: boolean;
  actions: TrackActions;
}

/** The cells of one track. */
export function TrackCells({ track, index, query, selected, actions }: TrackRowProps) {
  const edit = (): void => actions.edit(track);
  return (
    <>
      <span role="gridcell" className={styles['desk']} style={{ justifySelf: 'center' }}>
        <Checkbox
          aria-label={`Select ${track.title}`}
          checked={selected}
          onChange={() => undefined}
          onClick={(event) => actions.select(track, index, event.shiftKey)}
        />
      </span>
      <span role="gridcell" className={styles['song']} onDoubleClick={edit}>
        <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={42} />
        <span style={{ minWidth: 0 }}>
          <strong className="truncate">
            <MatchedText text={track.title} query={query} />
          </strong>
          <span className={`${styles['sub']} truncate`}>
            <MatchedText text={track.artist} query={query} />
          </span>
        </span>
        {track.processing === 'failed' && (
          <Tooltip label={track.processingError ?? 'The sound of this song could not be measured'}>
            <IconAlertTriangle size={16} color="var(--dj-warn)" aria-label="Not measured" />
          </Tooltip>
        )}
      </span>
      <span role="gridcell" className={`${styles['desk']} truncate`} onDoubleClick={edit}>
        <MatchedText text={track.artist} query={query} />
      </span>
      <span role="gridcell" className={`${styles['desk']} ${styles['muted']} truncate`} onDoubleClick={edit}>
        <MatchedText text={track.album ?? ''} query={query} />
      </span>
      <span role="gridcell" className={`${styles['wide']} ${styles['muted']} truncate`} onDoubleClick={edit}>
        {track.genre}
      </span>
      <span role="gridcell" className={`${styles['wide']} ${styles['muted']} tabular`} onDoubleClick={edit}>
        {track.year}
      </span>
      <span role="gridcell" className={`${styles['right']} ${styles['muted']} tabular`}>
        {clockTime(track.duration)}
      </span>
      <span role="gridcell" className={`${styles['wide']} ${styles['right']} ${styles['muted']} tabular`}>
        {track.playCount}
      </span>
      <span role="gridcell" className={styles['actions']}>
        <Tooltip label="Add to the queue">
          <ActionIcon
            className={styles['desk']}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Add ${track.title} to the queue`}
            onClick={() => actions.queue([track], 'end')}
          >
            <IconPlus size={18} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Edit the tags">
          <ActionIcon
            className={styles['desk']}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`Edit ${track.title}`}
            onClick={edit}
          >
            <IconPencil size={18} />
          </ActionIcon>
        </Tooltip>
        <TrackMenu track={track} actions={actions} />
      </span>
    </>
  );
}

function TrackMenu({ track, actions }: { track: Track; actions: TrackActions }) {
  return (
    <Menu position="bottom-end" width={210} withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`More for ${track.title}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => actions.queue([track], 'now')}>
          Play now
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowForwardUp size={16} />} onClick={() => actions.queue([track], 'next')}>
          Play next
        </Menu.Item>
        <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => actions.queue([track], 'end')}>
          Add to the queue
        </Menu.Item>
        <Menu.Item leftSection={<IconPlaylistAdd size={16} />} onClick={() => actions.addToPlaylist([track])}>
          Add to a playlist
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => actions.edit(track)}>
          Edit the tags
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => actions.remove([track])}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function LoadingCells() {
  return (
    <>
      <span className={styles['desk']} />
      <span className={styles['song']}>
        <Skeleton width={42} height={42} radius="sm" style={{ flex: 'none' }} />
        <Skeleton height={12} width="60%" />
      </span>
      <Skeleton height={12} width="70%" className={styles['desk']} />
      <Skeleton height={12} width="55%" className={styles['desk']} />
    </>
  );
}

/** Keys on a focused row; the arrow keys are the table's. */
export function onRowKey(event: KeyboardEvent, track: Track, index: number, actions: TrackActions): void {
  if (event.target !== event.currentTarget) return;
  const act: Record<string, () => void> = {
    Enter: () => actions.queue([track], event.shiftKey ? 'next' : 'end'),
    F2: () => actions.edit(track),
    e: () => actions.edit(track),
    x: () => actions.select(track, index, event.shiftKey),
    Delete: () => actions.remove([track]),
  };
  const run = act[event.key];
  if (run === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}
