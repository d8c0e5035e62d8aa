import { Button, Kbd, Loader, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { explain } from '@djamms/client';
import { type TrackSummary } from '@djamms/contracts';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { searchFieldMark } from '../app/shortcuts';
import { api } from '../session/api';
import { isComposing } from '../ui/composing';
import { showError } from '../ui/notify';
import { useVenue } from '../venue/venue-context';
import { type Choice, choicesOf, goesOn, placeOf, stepFrom } from './choices';
import { longestQuery, reportClick } from './report-click';
import { TextChoice, TrackChoice } from './search-choices';
import styles from './track-search.module.css';
import { placeFor, type QueuePlace } from './use-queue-actions';
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
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  /** The key of the choice that was moved to; null as long as none was. */
  const [active, setActive] = useState<string | null>(null);
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const query = text.trim();
  const [wanted] = useDebouncedValue(query, pauseBeforeSearch);
  const search = useTrackSearch(venue.id, wanted);
  const searchNow = useSearchNow(venue.id);
  const found = search.data !== undefined && goesOn(search.data.text, query) ? search.data : undefined;
  const choices = found === undefined ? [] : choicesOf(found);
  const songs = choices.filter(({ kind }) => kind === 'track').length;
  /** Whether the list is that of what the field says now. */
  const isSettled = found?.text === query;
  const showList = open && query !== '';
  const place = placeOf(choices, active);

  const type = (next: string): void => {
    setText(next);
    setActive(null);
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
  const addFirst = async (typed: string, at: QueuePlace): Promise<void> => {
    try {
      const { items, didYouMean } = await searchNow(typed);
      if (items[0] !== undefined) await add(items[0], at, typed);
      // Not over what was typed meanwhile.
      else if (didYouMean !== undefined && input.current?.value.trim() === typed) type(didYouMean);
    } catch (error) {
      showError(error, 'The search failed');
    }
  };
  const pick = (choice: Choice, at: QueuePlace): void => {
    if (choice.kind === 'other') type(choice.other.text);
    else inLine(() => add(choice.track, at, found?.text ?? query));
  };
  /** What is seen as active is taken; for who types faster than the list follows, the first song of the text. */
  const onEnter = (at: QueuePlace): void => {
    const choice = choices[place];
    if (!isSettled && active === null) inLine(() => addFirst(query, at));
    else if (choice !== undefined) pick(choice, at);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined;
    if (step !== undefined) {
      event.preventDefault();
      flushSync(() => {
        setOpen(true);
        setActive(stepFrom(choices, place, step)?.key ?? null);
      });
      list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && query !== '') {
      event.preventDefault();
      onEnter(placeFor(event));
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
        aria-activedescendant={showList && place >= 0 ? `${listId}-${place}` : undefined}
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
          <div ref={list} id={listId} role="listbox" aria-label="Songs found">
            {choices.map((choice, at) => {
              const line = {
                id: `${listId}-${at}`,
                active: at === place,
                query: found?.text ?? query,
                onPoint: () => setActive(choice.key),
              };
              if (choice.kind === 'other')
                return (
                  <TextChoice key={choice.key} {...line} other={choice.other} onPick={() => pick(choice, 'end')} />
                );
              return (
                <TrackChoice
                  key={choice.key}
                  {...line}
                  track={choice.track}
                  added={added.has(choice.key)}
                  onPick={(at) => pick(choice, at)}
                />
              );
            })}
          </div>
          {songs === 0 && <NothingYet query={query} isSettled={isSettled} search={search} />}
          {songs > 0 && <Keys keys={keys} others={songs < choices.length} />}
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

interface NothingYetProps {
  query: string;
  isSettled: boolean;
  search: ReturnType<typeof useTrackSearch>;
}

function NothingYet({ query, isSettled, search }: NothingYetProps) {
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
      {!isSettled ? (
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
