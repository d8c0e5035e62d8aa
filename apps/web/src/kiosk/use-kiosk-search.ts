import {
  DomainError,
  type FoundArtist,
  type Suggestion,
  type TrackSummary,
  searchTracks,
  suggest,
} from '@djamms/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { artistsTyped } from '../tracks/artists-typed';
import { useKiosk } from './kiosk-context';

export interface KioskSearch {
  /** What the results below are for. */
  text: string;
  tracks: readonly TrackSummary[];
  total: number;
  /** Whose names were typed. */
  artists: readonly FoundArtist[];
  suggestions: readonly Suggestion[];
  didYouMean: string | null;
  /** Nothing to show yet. */
  loading: boolean;
  /** Why there is nothing newer to show; it is tried again by itself. */
  failure: unknown;
}

/** Milliseconds of quiet typing before it is asked; a guest may search once a second on average. */
const quiet = 250;
const shown = 30;
const retryMs = 3_000;

const waitFor = (error: unknown): number =>
  error instanceof DomainError && error.details.retryAfter !== undefined ? error.details.retryAfter * 1000 : retryMs;
const isWorthRetrying = (_count: number, error: unknown): boolean =>
  !(error instanceof DomainError) || error.status === 429 || error.status >= 500;

/** What the typed text finds; without a text, what is popular here. */
export function useKioskSearch(typed: string, enabled: boolean): KioskSearch {
  const { venue, api } = useKiosk();
  const [settled] = useDebouncedValue(typed.trim(), quiet);
  const text = typed.trim() === '' ? '' : settled;
  const results = useQuery({
    queryKey: ['kiosk', 'search', venue.id, text],
    queryFn: ({ signal }) => api.call(searchTracks, { venueId: venue.id, q: text, pageSize: shown }, { signal }),
    placeholderData: keepPreviousData,
    enabled,
    retry: isWorthRetrying,
    retryDelay: (_count, error) => waitFor(error),
  });
  const suggestions = useQuery({
    queryKey: ['kiosk', 'suggest', venue.id, text],
    queryFn: ({ signal }) => api.call(suggest, { venueId: venue.id, q: text, limit: 6 }, { signal }),
    placeholderData: keepPreviousData,
    enabled: enabled && text !== '',
    retry: false,
  });
  const { data } = results;
  // What is in the list already, or in the field, needs no suggestion.
  const artists = text === '' ? [] : artistsTyped(data?.artists ?? [], text);
  const names = [...(data?.items ?? []).map(({ title }) => title), ...artists.map(({ name }) => name)];
  const told = new Set([text, ...names].map((name) => name.toLowerCase()));
  const others = (suggestions.data?.items ?? []).filter((entry) => !told.has(entry.text.toLowerCase()));
  return {
    text,
    tracks: data?.items ?? [],
    total: data?.total ?? 0,
    artists,
    suggestions: text === '' ? [] : others,
    didYouMean: data?.didYouMean ?? null,
    loading: data === undefined,
    failure: results.isFetching || results.isError ? results.failureReason : null,
  };
}
