import { type SearchFilters } from '@djamms/contracts';
import { normalize } from '../text/normalize';

/** As long as a query may be. UTF-16 units. */
const longestKey = 300;

export interface Person {
  kind: 'user' | 'guest';
  id: string;
}

/** One search of one person, as it is kept. */
export interface SearchEntry {
  id: string;
  venueId: string;
  person: Person;
  query: string;
  /** What counts as the same query. */
  queryKey: string;
  filters: Partial<SearchFilters>;
  /** Null when only the click is known. */
  resultCount: number | null;
  clickedTrackId: string | null;
  searchedAt: Date;
}

/** As it can be stored and shown: PostgreSQL takes no NUL and no half of a surrogate pair. */
export const storable = (query: string): string => query.replace(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();

/** @returns undefined for a search of nothing */
export function keyOf(query: string): string | undefined {
  // What is cut may end in half of a surrogate pair.
  const key = storable(normalize(query).slice(0, longestKey));
  return key === '' ? undefined : key;
}

export function storableFilters(filters: SearchFilters): SearchFilters {
  const stored = Object.entries(filters).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? storable(value) : value,
  ]);
  return Object.fromEntries(stored) as SearchFilters;
}

/** Searches that follow each other so fast are one that is being typed. Milliseconds. */
export const typingMs = 8_000;
