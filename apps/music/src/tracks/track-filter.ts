import { type InputOf, type listTracks } from '@djamms/contracts';

type ListInput = InputOf<typeof listTracks>;
export type TrackFilter = Omit<ListInput, 'page' | 'pageSize' | 'sort' | 'venueId'>;
type SortField = ListInput['sort'] extends `${infer Field}:${string}` ? Field : never;

/** Parameters of one SQL statement, numbered as they are added. */
export class SqlParameters {
  readonly values: unknown[] = [];

  /** @returns its placeholder */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Each one is the expression of an index (migration `library`), or the page would have to be sorted by hand. */
const sortExpressions: Record<SortField, string> = {
  title: 'lower(title)',
  artist: 'lower(artist)',
  album: `lower(coalesce(album, ''))`,
  genre: `lower(coalesce(genre, ''))`,
  duration: 'duration',
  year: 'coalesce(year, -1)',
  popularity: 'popularity',
  playCount: 'play_count',
  createdAt: 'created_at',
};

/** What a page of ids or a count is asked of. */
export interface TrackQuery {
  venueId: string;
  filter: TrackFilter;
}

/** The tracks a venue sees, each half by its own index: its own, and the shared ones. */
function halves({ venueId, filter }: TrackQuery, parameters: SqlParameters): string[] {
  const venue = parameters.add(venueId);
  const where = conditions(filter, parameters);
  return [`venue_id = ${venue}`, 'venue_id IS NULL'].map(
    (half) => `FROM tracks WHERE is_active AND ${half} AND ${where}`,
  );
}

/**
 * A page of ids. Each half comes sorted from its index and stops where the page ends; then the two are merged.
 * Tracks that are equal in the sorted field stand in the order of their ids, so no page repeats or misses one.
 */
export function pageSql(
  query: TrackQuery & { sort: ListInput['sort']; limit: number; offset: number },
  parameters: SqlParameters,
): string {
  const [field, direction] = query.sort.split(':') as [SortField, 'asc' | 'desc'];
  const order = `ORDER BY sorted ${direction}, id ${direction}`;
  const [limit, offset] = [parameters.add(query.limit), parameters.add(query.offset)];
  const sorted = halves(query, parameters).map(
    (half) =>
      `(SELECT id, ${sortExpressions[field]} AS sorted ${half} ${order} LIMIT ${limit}::bigint + ${offset}::bigint)`,
  );
  return `SELECT id FROM (${sorted.join(' UNION ALL ')}) AS track ${order} LIMIT ${limit} OFFSET ${offset}`;
}

/** How many tracks match. */
export function countSql(query: TrackQuery, parameters: SqlParameters): string {
  const counts = halves(query, parameters).map((half) => `(SELECT count(*) ${half})`);
  return `SELECT (${counts.join(' + ')})::int AS total`;
}

/** In a LIKE pattern these three mean something. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
const lowered = (placeholder: string): string => `lower(${placeholder}::text COLLATE "und-x-icu")`;

/** Conditions to put behind WHERE; `true` when nothing is asked. Names are compared without case. */
function conditions(filter: TrackFilter, parameters: SqlParameters): string {
  const parts: string[] = [];
  const compare = (value: string | number | undefined, sql: (placeholder: string) => string) => {
    if (value !== undefined && value !== '') parts.push(sql(parameters.add(value)));
  };
  compare(filter.q && `%${escapeLike(filter.q)}%`, (value) => `search_text LIKE ${lowered(value)}`);
  compare(filter.artist, (value) => `lower(artist) = ${lowered(value)}`);
  compare(filter.album, (value) => `lower(coalesce(album, '')) = ${lowered(value)}`);
  compare(filter.genre, (value) => `lower(coalesce(genre, '')) = ${lowered(value)}`);
  // The expression of the index; an unknown year is -1 there and matches no range.
  compare(filter.yearFrom, (value) => `coalesce(year, -1) >= ${value}`);
  compare(filter.yearTo, (value) => `coalesce(year, -1) BETWEEN 0 AND ${value}`);
  compare(filter.durationMin, (value) => `duration >= ${value}`);
  compare(filter.durationMax, (value) => `duration <= ${value}`);
  compare(filter.bpmMin, (value) => `bpm >= ${value}`);
  compare(filter.bpmMax, (value) => `bpm <= ${value}`);
  compare(filter.source, (value) => `source = ${value}`);
  return parts.length > 0 ? parts.join(' AND ') : 'true';
}

/** Which kept count (see the migration) is the total of a filter, if one is. */
export function keptCount(filter: TrackFilter): { kind: 'track' | 'artist' | 'genre'; name: string } | undefined {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined && value !== '');
  const [only] = asked;
  if (only === undefined) return { kind: 'track', name: '' };
  if (asked.length > 1) return undefined;
  const [field, name] = only;
  return (field === 'artist' || field === 'genre') && typeof name === 'string' ? { kind: field, name } : undefined;
}
