import { Button, Kbd, Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { explain } from '@djamms/client';
import { type TrackSummary } from '@djamms/contracts';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { searchFieldMark } from '../app/shortcuts';
import { api } from '../session/api';
import { showError } from '../ui/notify';
import { useVenue } from '../venue/venue-context';
import { longestQuery, reportClick } from './report-click';
import { TextChoice, TrackChoice, otherTexts } from './search-choices';
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
  /** 0 is the first song; what else is offered stands above it, at -1, -2, … */
  const [active, setActive] = useState(0);
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const query = text.trim();
  const [wanted] = useDebouncedValue(query, pauseBeforeSearch);
  const search = useTrackSearch(venue.id, wanted);
  const searchNow = useSearchNow(venue.id);
  const found = query === '' ? undefined : search.data;
  const items = found?.items ?? [];
  const others = found === undefined ? [] : otherTexts(found, query);
  const showList = open && query !== '';
  /** The active one's place among all that is offered. */
  const place = items.length === 0 && active === 0 ? 0 : others.length + active;

  const type = (next: string): void => {
    setText(next);
    setActive(0);
    setAdded(new Set());
    setOpen(true);
  };
  /** Songs that are picked quickly one after the other are added in that order. */
  const line = useRef(Promise.resolve());
  const inLine = (work: () => Promise<void>): void => {
    input.current?.select();
    line.current = line.current.then(work);
  };
  const add = async (track: TrackSummary, at: QueuePlace, foundBy: string): Promise<void> => {
    reportClick(api, venue.id, foundBy, track.id);
    if (await onAdd(track, at)) setAdded((before) => new Set(before).add(track.id));
  };
  const addActive = async (typed: string, at: QueuePlace): Promise<void> => {
    try {
      const answer = await searchNow(typed);
      const track = answer.items[Math.min(active, answer.items.length - 1)];
      if (track !== undefined) await add(track, at, typed);
      else if (answer.didYouMean !== undefined) type(answer.didYouMean);
    } catch (error) {
      showError(error, 'The search failed');
    }
  };
  const onEnter = (event: KeyboardEvent): void => {
    const other = active < 0 ? others[others.length + active] : undefined;
    if (other !== undefined) return type(other.text);
    const at = event.shiftKey ? 'next' : event.ctrlKey || event.metaKey ? 'now' : 'end';
    inLine(() => addActive(query, at));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const count = others.length + items.length;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (count > 0) setActive(((place + step + count) % count) - others.length);
    } else if (event.key === 'Enter' && query !== '') {
      event.preventDefault();
      onEnter(event);
    } else if (event.key === 'Escape') {
      if (text === '') input.current?.blur();
      setText('');
      setOpen(false);
    }
  };
  const choice = (at: number) => ({
    id: `${listId}-${at}`,
    active: at === place,
    query,
    onPoint: () => setActive(at - others.length),
  });

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
        aria-activedescendant={showList && place < others.length + items.length ? `${listId}-${place}` : undefined}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        maxLength={longestQuery}
        value={text}
        leftSection={<IconSearch size={18} aria-hidden />}
        rightSection={search.isFetching ? <Loader size={16} /> : <FieldKey />}
        onChange={(event) => type(event.currentTarget.value)}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
        data-testid="search-and-add"
      />
      {showList && (
        <div className={styles['results']}>
          <div id={listId} role="listbox" aria-label="Songs found">
            {others.map((other, at) => (
              <TextChoice
                key={`${other.kind} ${other.text}`}
                {...choice(at)}
                other={other}
                onPick={() => type(other.text)}
              />
            ))}
            {items.map((track, index) => (
              <TrackChoice
                key={track.id}
                {...choice(others.length + index)}
                track={track}
                added={added.has(track.id)}
                onPick={(at) => inLine(() => add(track, at, query))}
              />
            ))}
          </div>
          {items.length === 0 && <NothingYet query={query} search={search} />}
          {items.length > 0 && <Keys keys={keys} others={others.length > 0} />}
        </div>
      )}
    </div>
  );
}

function FieldKey() {
  return (
    <Kbd size="xs" visibleFrom="sm">
      /
    </Kbd>
  );
}

function NothingYet({ query, search }: { query: string; search: ReturnType<typeof useTrackSearch> }) {
  if (search.isError)
    return (
      <div className={styles['note']} role="alert">
        <p>{explain(search.error)}</p>
        <Button variant="light" mt="xs" onClick={() => void search.refetch()}>
          Try again
        </Button>
      </div>
    );
  return (
    <div className={styles['note']} role="status">
      {search.isFetching ? (
        'Searching…'
      ) : (
        <>
          <p className={styles['nothing']}>Nothing found for “{query}”</p>
          <p>Try fewer letters, only the artist, or add the song in the library.</p>
        </>
      )}
    </div>
  );
}

function Keys({ keys, others }: { keys: TrackSearchProps['keys']; others: boolean }) {
  return (
    <div className={styles['keys']}>
      {keys.map(([key, what]) => (
        <span key={key}>
          <Kbd size="xs">{key}</Kbd> {what}
        </span>
      ))}
      {others && (
        <span>
          <Kbd size="xs">↑</Kbd> other searches
        </span>
      )}
    </div>
  );
}
