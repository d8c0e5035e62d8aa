import { Kbd, Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconSearch } from '@tabler/icons-react';
import { explain } from '@djamms/client';
import { type TrackSummary } from '@djamms/contracts';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { searchFieldMark } from '../app/shortcuts';
import { Cover } from '../ui/cover';
import { showError } from '../ui/notify';
import { clockTime } from '../ui/time';
import { useVenue } from '../venue/venue-context';
import styles from './track-search.module.css';
import { type QueuePlace } from './use-queue-actions';
import { useSearchNow, useTrackSearch } from './use-track-search';

interface TrackSearchProps {
  label: string;
  /** Adds a track; resolves with whether it was added. */
  onAdd: (track: TrackSummary, place: QueuePlace) => Promise<boolean>;
  /** What the keys do, e.g. Enter adds, Shift+Enter plays next. */
  keys: [key: string, what: string][];
}

/** Milliseconds after the last keystroke before it searches. */
const pauseBeforeSearch = 80;

/** Search and add in one field: type, arrows to choose, Enter to add, type on. */
export function TrackSearch({ label, onAdd, keys }: TrackSearchProps) {
  const { venue } = useVenue();
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const [wanted] = useDebouncedValue(text.trim(), pauseBeforeSearch);
  const search = useTrackSearch(venue.id, wanted);
  const searchNow = useSearchNow(venue.id);
  const items = text.trim() === '' ? [] : (search.data?.items ?? []);
  const showList = open && text.trim() !== '';

  /** Songs that are picked quickly one after the other are added in that order. */
  const line = useRef(Promise.resolve());
  const inLine = (work: () => Promise<void>): void => {
    input.current?.select();
    line.current = line.current.then(work);
  };
  const add = async (track: TrackSummary, place: QueuePlace): Promise<void> => {
    if (await onAdd(track, place)) setAdded((before) => new Set(before).add(track.id));
  };
  const addActive = async (query: string, place: QueuePlace): Promise<void> => {
    try {
      const found = await searchNow(query);
      const track = found.items[Math.min(active, found.items.length - 1)];
      if (track !== undefined) await add(track, place);
    } catch (error) {
      showError(error, 'The search failed');
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (items.length > 0) setActive((active + step + items.length) % items.length);
    } else if (event.key === 'Enter' && text.trim() !== '') {
      event.preventDefault();
      const place = event.shiftKey ? 'next' : event.ctrlKey || event.metaKey ? 'now' : 'end';
      inLine(() => addActive(text.trim(), place));
    } else if (event.key === 'Escape') {
      if (text === '') input.current?.blur();
      setText('');
      setOpen(false);
    }
  };

  return (
    <div
      className={styles['box']}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <TextInput
        ref={input}
        {...searchFieldMark}
        type="text"
        size="md"
        radius="lg"
        role="combobox"
        aria-label={label}
        aria-expanded={showList}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={showList && items[active] ? `${listId}-${active}` : undefined}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        value={text}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={
          search.isFetching ? (
            <Loader size={16} />
          ) : (
            <Kbd size="xs" visibleFrom="sm">
              /
            </Kbd>
          )
        }
        onChange={(event) => {
          setText(event.currentTarget.value);
          setActive(0);
          setAdded(new Set());
          setOpen(true);
        }}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        data-testid="search-and-add"
      />
      {showList && (
        <div className={styles['results']}>
          <div id={listId} role="listbox" aria-label="Songs found">
            {items.map((track, index) => (
              <Option
                key={track.id}
                id={`${listId}-${index}`}
                track={track}
                active={index === active}
                added={added.has(track.id)}
                onPoint={() => setActive(index)}
                onPick={(place) => inLine(() => add(track, place))}
              />
            ))}
          </div>
          {items.length === 0 && (
            <div className={styles['note']} role="status">
              {search.isError ? explain(search.error) : search.isFetching ? 'Searching…' : 'No song found'}
            </div>
          )}
          {items.length > 0 && (
            <div className={styles['keys']}>
              {keys.map(([key, what]) => (
                <span key={key}>
                  <Kbd size="xs">{key}</Kbd> {what}
                </span>
              ))}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

interface OptionProps {
  id: string;
  track: TrackSummary;
  active: boolean;
  added: boolean;
  onPoint: () => void;
  onPick: (place: QueuePlace) => void;
}

function Option({ id, track, active, added, onPoint, onPick }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={styles['option']}
      data-testid="search-result"
      onPointerMove={active ? undefined : onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={(event) => onPick(event.shiftKey ? 'next' : event.ctrlKey || event.metaKey ? 'now' : 'end')}
    >
      <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={40} />
      <div className={styles['names']}>
        <div className="truncate">{track.title}</div>
        <div className="truncate">{[track.artist, track.album].filter(Boolean).join(' · ')}</div>
      </div>
      {added ? (
        <IconCheck size={18} color="var(--dj-good)" aria-label="Added" />
      ) : (
        <span className={`${styles['time']} tabular`}>{clockTime(track.duration)}</span>
      )}
    </div>
  );
}
