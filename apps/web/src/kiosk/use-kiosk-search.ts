import {
  DomainError,
  type FoundArtist,
  type Suggestion,
  type TrackSummary,
  searchTracks,
  suggest,
} from '@djamms/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { artistsTyped } from '../tracks/artists-typed';
import { useKiosk } from './kiosk-context';

export interface KioskSearch {
  /** What is in the field. */
  typed: string;
  /** What the songs and artists below were found by: an earlier text for as long as the typed one has no answer. */
  text: string;
  /** They are the answer to what is typed. */
  answered: boolean;
  /** Neither that answer nor an earlier one with songs is there. */
  empty: boolean;
  tracks: readonly TrackSummary[];
  total: number;
  /** Whose names were typed. */
  artists: readonly FoundArtist[];
  suggestions: Suggested;
  didYouMean: string | null;
  /** Why there is nothing newer to show; it is tried again by itself. */
  failure: unknown;
}

/** An answer keeps its text, since it is shown for a while after another one was typed. */
interface Suggested {
  text: string;
  items: readonly Suggestion[];
}
const nothingSuggested: Suggested = { text: '', items: [] };

/** Milliseconds of quiet typing before it is asked; a guest may search once a second on average. */
const quiet = 250;
const mostShown = 30;
const retryMs = 3_000;

const waitFor = (error: unknown): number =>
  error instanceof DomainError && error.details.retryAfter !== undefined ? error.details.retryAfter * 1000 : retryMs;
const isWorthRetrying = (_count: number, error: unknown): boolean =>
  !(error instanceof DomainError) || error.status === 429 || error.status >= 500;

/** What the typed text finds; without a text, what is popular here. */
export function useKioskSearch(field: string, enabled: boolean): KioskSearch {
  const typed = field.trim();
  const text = useSettled(typed);
  const { data, isFetching, isError, failureReason } = useSongs(text, enabled);
  const suggested = useSuggestions(text, enabled);
  const answered = data?.text === typed;
  const shown = answered || (data !== undefined && data.items.length > 0) ? data : undefined;
  const artists = shown === undefined || shown.text === '' ? [] : artistsTyped(shown.artists, shown.text);
  // What is in the list already, or in the field, needs no suggestion.
  const names = [...(shown?.items ?? []).map(({ title }) => title), ...artists.map(({ name }) => name)];
  const told = new Set([typed, ...names].map((name) => name.toLowerCase()));
  const others = suggested.items.filter((entry) => !told.has(entry.text.toLowerCase()));
  return {
    typed,
    text: shown?.text ?? typed,
    answered,
    empty: shown === undefined,
    tracks: shown?.items ?? [],
    total: shown?.total ?? 0,
    artists,
    suggestions: typed === '' ? nothingSuggested : { text: suggested.text, items: others },
    didYouMean: shown?.didYouMean ?? null,
    failure: isFetching || isError ? failureReason : null,
  };
}

/** What is typed, once the guest pauses. An emptied field counts at once: the text before it must not come back. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  if (typed === '' && settled !== '') setSettled('');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), quiet);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

function useSongs(text: string, enabled: boolean) {
  const { venue, api } = useKiosk();
  return useQuery({
    queryKey: ['kiosk', 'search', venue.id, text],
    queryFn: async ({ signal }) => ({
      ...(await api.call(searchTracks, { venueId: venue.id, q: text, pageSize: mostShown }, { signal })),
      text,
    }),
    placeholderData: keepPreviousData,
    enabled,
    retry: isWorthRetrying,
    retryDelay: (_count, error) => waitFor(error),
  });
}

function useSuggestions(text: string, enabled: boolean): Suggested {
  const { venue, api } = useKiosk();
  const { data } = useQuery<Suggested>({
    queryKey: ['kiosk', 'suggest', venue.id, text],
    queryFn: async ({ signal }) => ({
      ...(await api.call(suggest, { venueId: venue.id, q: text, limit: 6 }, { signal })),
      text,
    }),
    // So that an emptied field forgets the ones before.
    initialData: text === '' ? nothingSuggested : undefined,
    placeholderData: keepPreviousData,
    enabled: enabled && text !== '',
    retry: false,
  });
  return data ?? nothingSuggested;
}
