import { Button, CloseButton, FileButton, TextInput } from '@mantine/core';
import { useDebouncedCallback, useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { IconMusicPlus, IconMusicOff, IconSearch, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import page from '../app/console.module.css';
import { searchFieldMark } from '../app/shortcuts';
import { AddToPlaylist } from '../playlists/add-to-playlist';
import { useAddToQueue } from '../tracks/use-queue-actions';
import { Empty, Failed, LoadingRows } from '../ui/states';
import { countOf } from '../ui/time';
import { useUploadQueue } from '../uploads/uploads-provider';
import { useVenue } from '../venue/venue-context';
import { EditModal } from './edit-row';
import styles from './library.module.css';
import { SelectionBar } from './selection-bar';
import { type TrackActions } from './track-row';
import { TrackTable } from './track-table';
import { useDeleteTracks } from './use-delete-tracks';
import { useSelection } from './use-selection';
import { type Track, type TrackSort, pageSize, useTracks } from './use-tracks';

/** What the browser offers when choosing files; the server looks at the bytes, not the name. */
const audioTypes = 'audio/*,.mp3,.flac,.wav,.m4a,.aac,.ogg,.opus';

/** All songs of the venue. */
export function LibraryPage() {
  const { venue } = useVenue();
  const phone = useMediaQuery('(max-width: 47.99em)');
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 150);
  const [sort, setSort] = useState<TrackSort>('createdAt:desc');
  const [pages, setPages] = useState<readonly number[]>([1]);
  const [editing, setEditing] = useState<Track | null>(null);
  const [forPlaylist, setForPlaylist] = useState<Track[] | null>(null);
  const tracks = useTracks({ venueId: venue.id, q, sort }, pages);
  const selection = useSelection(tracks.trackAt);
  const addToQueue = useAddToQueue();
  const deleteTracks = useDeleteTracks();
  const onRange = useDebouncedCallback((first: number, last: number) => setPages(pagesOf(first, last)), 60);

  const actions: TrackActions = {
    queue: (chosen, place) => void addToQueue(chosen, place),
    addToPlaylist: setForPlaylist,
    edit: setEditing,
    remove: (chosen) => deleteTracks(chosen, selection.clear),
    select: selection.toggle,
  };
  const empty = !tracks.isLoading && tracks.error === null && tracks.total === 0;

  return (
    <div className={`${page['page']} ${styles['page']}`} data-testid="library-page">
      <div className={styles['toolbar']}>
        <h2>Library</h2>
        <span className={`${styles['count']} tabular`} role="status">
          {tracks.total > 0 && countOf(tracks.total, 'song')}
        </span>
        <TextInput
          {...searchFieldMark}
          className={styles['filter']}
          placeholder="Filter by title, artist or album"
          aria-label="Filter the library"
          value={text}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            text !== '' && <CloseButton size="sm" aria-label="Clear the filter" onClick={() => setText('')} />
          }
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
          data-testid="library-filter"
        />
        <UploadButton />
      </div>
      {tracks.error !== null && tracks.total === 0 && <Failed error={tracks.error} retry={tracks.retry} />}
      {tracks.isLoading && <LoadingRows count={12} height={44} />}
      {empty && q !== '' && (
        <Empty icon={<IconMusicOff size={30} />} title={`Nothing found for “${q}”`}>
          Try fewer letters, or another spelling.
        </Empty>
      )}
      {empty && q === '' && <FirstUpload />}
      {tracks.total > 0 && (
        <TrackTable
          total={tracks.total}
          trackAt={tracks.trackAt}
          onRange={onRange}
          sort={sort}
          onSort={setSort}
          selection={selection.tracks}
          onSelectNone={selection.clear}
          editing={phone ? null : (editing?.id ?? null)}
          onEditEnd={() => setEditing(null)}
          actions={actions}
          rowHeight={phone ? 60 : 56}
        />
      )}
      {selection.tracks.size > 0 && (
        <SelectionBar tracks={[...selection.tracks.values()]} actions={actions} onClear={selection.clear} />
      )}
      {phone && editing !== null && <EditModal track={editing} onClose={() => setEditing(null)} />}
      {forPlaylist !== null && <AddToPlaylist tracks={forPlaylist} onClose={() => setForPlaylist(null)} />}
    </div>
  );
}

function pagesOf(first: number, last: number): readonly number[] {
  const from = Math.floor(first / pageSize) + 1;
  const to = Math.floor(last / pageSize) + 1;
  return Array.from({ length: to - from + 1 }, (_unused, index) => from + index);
}

function UploadButton() {
  const queue = useUploadQueue();
  return (
    <FileButton
      multiple
      accept={audioTypes}
      inputProps={{ 'aria-label': 'Music files' }}
      onChange={(files) => queue.add(files)}
    >
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={18} />} data-testid="upload-button">
          Add music
        </Button>
      )}
    </FileButton>
  );
}

function FirstUpload() {
  return (
    <div className={styles['drop']} data-testid="drop-zone">
      <Empty icon={<IconMusicPlus size={30} />} title="Drop your music here" action={<UploadButton />}>
        MP3, FLAC, WAV, AAC and Ogg up to 50 MB each. Titles, artists and covers are read from the files.
      </Empty>
    </div>
  );
}
