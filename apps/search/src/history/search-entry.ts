import { type SearchFilters } from '@djamms/contracts';
import { normalize } from '../text/normalize';

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
  const key = normalize(query);
  return key === '' ? undefined : key.slice(0, 300);
}

/** Somebody still typing, or taking letters back: one begins with the other. */
export const goesOn = (before: string, after: string): boolean => after.startsWith(before) || before.startsWith(after);
