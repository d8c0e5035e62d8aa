import { Button, CloseButton } from '@mantine/core';
import { IconPlaylistAdd, IconPlus, IconTrash } from '@tabler/icons-react';
import { countOf } from '../ui/time';
import styles from './library.module.css';
import { type TrackActions } from './track-row';
import { type Track } from './use-tracks';

interface SelectionBarProps {
  tracks: Track[];
  actions: TrackActions;
  onClear: () => void;
}

/** What can be done with all chosen tracks at once. */
export function SelectionBar({ tracks, actions, onClear }: SelectionBarProps) {
  return (
    <div className={styles['selection']} role="region" aria-label="Chosen songs">
      <span className="tabular">{countOf(tracks.length, 'song')} chosen</span>
      <Button variant="light" leftSection={<IconPlus size={16} />} onClick={() => actions.queue(tracks, 'end')}>
        Add to the queue
      </Button>
      <Button variant="light" leftSection={<IconPlaylistAdd size={16} />} onClick={() => actions.addToPlaylist(tracks)}>
        Add to a playlist
      </Button>
      <Button variant="subtle" color="red" leftSection={<IconTrash size={16} />} onClick={() => actions.remove(tracks)}>
        Delete
      </Button>
      <CloseButton aria-label="Choose none" onClick={onClear} />
    </div>
  );
}
