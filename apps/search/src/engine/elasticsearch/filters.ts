import { type SearchFilters } from '@djamms/contracts';
import { normalize } from '../../text/normalize';
import { type Query } from './venue-scope';

/** The filters as conditions without a score. Names are compared in their normalised form. */
export function filterQueries(filters: SearchFilters): Query[] {
  const name = (field: string, text: string | undefined): Query[] =>
    text === undefined ? [] : [{ term: { [field]: normalize(text) } }];
  const range = (field: string, from: number | undefined, to: number | undefined): Query[] =>
    from === undefined && to === undefined ? [] : [{ range: { [field]: { gte: from, lte: to } } }];
  return [
    ...name('artist.keyword', filters.artist),
    ...name('album.keyword', filters.album),
    ...name('genre', filters.genre),
    ...range('year', filters.yearFrom, filters.yearTo),
    ...range('seconds', filters.durationMin, filters.durationMax),
    ...range('bpm', filters.bpmMin, filters.bpmMax),
    ...(filters.source === undefined ? [] : [{ term: { source: filters.source } }]),
  ];
}

/** The query among what the filters leave. */
export const filtered = (query: Query, filters: readonly Query[]): Query =>
  filters.length === 0 ? query : { bool: { must: [query], filter: [...filters] } };
