import { Button, FileButton } from '@mantine/core';
import { useDebouncedCallback, useDebouncedValue, useMediaQuery } from '@mantine/hooks';
import { IconMusicOff, IconMusicPlus, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import page from '../app/console.module.css';
import { AddToPlaylist } from '../playlists/add-to-playlist';
import { api } from '../session/api';
import { reportClick } from '../tracks/report-click';
import { otherTexts } from '../tracks/choices';
import { useAddToQueue } from '../tracks/use-queue-actions';
import { Empty, Failed, LoadingRows } from '../ui/states';
import { countOf } from '../ui/time';
import { useUploadQueue } from '../uploads/uploads-provider';
import { useVenue } from '../venue/venue-context';
import { EditModal } from './edit-row';
import { LibraryField } from './library-field';
import styles from './library.module.css';
import { LibraryFilters } from './library-filters';
import { type Narrowing, checkedCount } from './narrowing';
import { RowsFailed } from './rows-failed';
import { SearchHints } from './search-hints';
import { SelectionBar } from './selection-bar';
import { type TrackActions } from './track-row';
import { TrackTable } from './track-table';
import { useDeleteTracks } from './use-delete-tracks';
import { mostFound, useFoundTracks } from './use-found-tracks';
import { useKeptFocus } from './use-kept-focus';
import { useSelection } from './use-selection';
import { type Track, type TrackSort, pageSize, useTracks } from './use-tracks';

/** What the browser offers when choosing files; the server looks at the bytes, not the name. */
const audioTypes = 'audio/*,.mp3,.flac,.wav,.m4a,.aac,.ogg,.opus';

const nothingChecked: Narrowing = {};

/** All songs of the venue; when something is searched for, what is found, with what narrows it. */
export function LibraryPage() {
  const { venue } = useVenue();
  const phone = useMediaQuery('(max-width: 47.99em)');
  const [text, setText] = useState('');
  const [settled] = useDebouncedValue(text.trim(), 150);
  const q = text.trim() === '' ? '' : settled;
  const searching = q !== '';
  const [narrowing, setNarrowing] = useState(nothingChecked);
  const field = useRef<HTMLInputElement>(null);
  const keptFocus = useKeptFocus(field);
  const [goingDown, setGoingDown] = useState(false);
  const [sort, setSort] = useState<TrackSort>('createdAt:desc');
  const [pages, setPages] = useState<readonly number[]>([1]);
  const [editing, setEditing] = useState<Track | null>(null);
  const [forPlaylist, setForPlaylist] = useState<Track[] | null>(null);
  const listed = useTracks({ venueId: venue.id, sort }, searching ? [] : pages);
  const found = useFoundTracks({ venueId: venue.id, q, narrowing }, pages);
  const tracks = searching ? found : listed;
  const isAnswered = text.trim() === q && !tracks.isLoading && !tracks.isOlder;
  if (goingDown && isAnswered && tracks.total === 0) setGoingDown(false);
  const selection = useSelection(tracks.trackAt);
  const addToQueue = useAddToQueue();
  const deleteTracks = useDeleteTracks();
  const onRange = useDebouncedCallback((first: number, last: number) => setPages(pagesOf(first, last)), 60);

  const search = (next: string): void => {
    setText(next);
    setGoingDown(false);
    if (next.trim() === '') setNarrowing(nothingChecked);
  };
  const searchOther = (other: string): void => {
    search(other);
    field.current?.focus();
  };
  const clearFilters = (): void => {
    setNarrowing(nothingChecked);
    // On a phone its keyboard would come up over the songs.
    if (!phone) field.current?.focus();
  };
  /** One song that was looked for; several together were picked from a list, and older ones not for this text. */
  const report = ([track, ...others]: readonly Track[]): void => {
    if (track !== undefined && others.length === 0 && !tracks.isOlder) reportClick(api, venue.id, q, track.id);
  };
  const actions: TrackActions = {
    queue: (chosen, place) => {
      report(chosen);
      void addToQueue(chosen, place);
    },
    addToPlaylist: (chosen) => {
      report(chosen);
      setForPlaylist(chosen);
    },
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
          {(tracks.total > 0 || searching) && `${totalOf(tracks.total, searching)}${searching ? ' found' : ''}`}
        </span>
        <LibraryField
          field={field}
          text={text}
          onText={search}
          onDown={() => setGoingDown(true)}
          onLeave={() => setGoingDown(false)}
        />
        <UploadButton />
      </div>
      {searching && <SearchHints others={otherTexts(found, q)} query={q} onText={searchOther} />}
      <div className={styles['content']} data-searching={searching && found.facets !== undefined} {...keptFocus}>
        {searching && found.facets !== undefined && (
          <LibraryFilters
            facets={found.facets}
            narrowing={narrowing}
            onNarrow={setNarrowing}
            onClear={clearFilters}
            phone={phone ?? false}
            total={found.total}
          />
        )}
        <div className={styles['songs']} data-older={searching && found.isOlder}>
          {tracks.error !== null && tracks.total === 0 && <Failed error={tracks.error} retry={tracks.retry} />}
          {tracks.isLoading && <LoadingRows count={12} height={44} />}
          {empty && searching && <NothingFound q={q} narrowed={checkedCount(narrowing) > 0} onClear={clearFilters} />}
          {empty && !searching && <FirstUpload />}
          {tracks.total > 0 && (
            <TrackTable
              total={tracks.total}
              trackAt={tracks.trackAt}
              onRange={onRange}
              query={q}
              narrowing={narrowing}
              sort={searching ? null : sort}
              onSort={setSort}
              selection={selection.tracks}
              onSelectNone={selection.clear}
              editing={phone ? null : (editing?.id ?? null)}
              onEditEnd={() => setEditing(null)}
              actions={actions}
              rowHeight={phone ? 60 : 56}
              toFirst={goingDown && isAnswered}
            />
          )}
          {tracks.error !== null && tracks.total > 0 && <RowsFailed error={tracks.error} retry={tracks.retry} />}
        </div>
      </div>
      {selection.tracks.size > 0 && (
        <SelectionBar tracks={[...selection.tracks.values()]} actions={actions} onClear={selection.clear} />
      )}
      {phone && editing !== null && <EditModal track={editing} onClose={() => setEditing(null)} />}
      {forPlaylist !== null && <AddToPlaylist tracks={forPlaylist} onClose={() => setForPlaylist(null)} />}
    </div>
  );
}

/** A search counts no further than it can be paged through. */
const totalOf = (total: number, searching: boolean): string =>
  searching && total >= mostFound ? `${mostFound.toLocaleString('en')}+ songs` : countOf(total, 'song');

function NothingFound({ q, narrowed, onClear }: { q: string; narrowed: boolean; onClear: () => void }) {
  if (!narrowed)
    return (
      <Empty icon={<IconMusicOff size={30} />} title={`Nothing found for “${q}”`}>
        Try fewer letters, or only the artist.
      </Empty>
    );
  const clear = (
    <Button variant="light" onClick={onClear}>
      Clear the filters
    </Button>
  );
  return (
    <Empty icon={<IconMusicOff size={30} />} title={`Nothing found for “${q}” with these filters`} action={clear}>
      Without them there may be more.
    </Empty>
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
