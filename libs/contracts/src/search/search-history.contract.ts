import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf } from '../core/paging';
import { Id, Instant } from '../core/primitives';

export const SearchHistoryEntry = z
  .object({
    id: Id,
    venueId: Id,
    query: z.string(),
    filters: z.record(z.string(), z.union([z.string(), z.number()])),
    /** Null when only the click is known. */
    resultCount: z.number().int().nullable(),
    clickedTrackId: Id.nullable(),
    searchedAt: Instant,
  })
  .meta({ id: 'SearchHistoryEntry' });
export type SearchHistoryEntry = z.infer<typeof SearchHistoryEntry>;

/** What the caller searched for, newest first. Kept for 90 days. */
export const listSearchHistory = request({
  subject: 'search.history.list',
  input: PageQuery.extend({ venueId: Id.optional() }),
  output: pageOf(SearchHistoryEntry),
  http: {
    method: 'GET',
    path: '/user/search-history',
    tag: 'user data',
    summary: 'What you searched for, newest first',
    access: 'guest',
  },
});

export const clearSearchHistory = request({
  subject: 'search.history.clear',
  input: z.object({ venueId: Id.optional() }),
  output: z.object({ deleted: z.number().int() }),
  http: {
    method: 'DELETE',
    path: '/user/search-history',
    tag: 'user data',
    summary: 'Forget what you searched for',
    access: 'guest',
  },
});

const QueryCount = z.object({
  query: z.string(),
  searches: z.number().int(),
  /** Of these, how many found nothing although nothing narrowed them. */
  withoutResult: z.number().int().default(0),
  clicks: z.number().int(),
  lastSearchedAt: Instant,
});

/** What a venue's people search for: for staff, of the last days, counted hourly. */
export const getSearchAnalytics = request({
  subject: 'search.analytics.get',
  input: z.object({
    venueId: Id.optional(),
    days: z.number().int().min(1).max(90).default(7),
    limit: z.number().int().min(1).max(100).default(20),
  }),
  output: z.object({
    searches: z.number().int(),
    withoutResult: z.number().int(),
    /** Share of searches after which a result was chosen, 0 to 1. */
    clickThrough: z.number(),
    popularQueries: z.array(QueryCount),
    queriesWithoutResult: z.array(QueryCount),
    /** Until when searches have been counted; null before the first time. */
    countedUntil: Instant.nullable(),
  }),
  http: {
    method: 'GET',
    path: '/search/analytics',
    tag: 'search',
    summary: 'What people search for, and what they do not find',
    access: 'system:read',
  },
});

/** Hourly: counts the searches since the last time, lifts what was chosen, forgets what is too old. For the scheduler. */
export const rollUpSearches = request({
  subject: 'search.analytics.rollup',
  input: z.object({}),
  output: z.object({ counted: z.number().int(), lifted: z.number().int(), forgotten: z.number().int() }),
  timeoutMs: 60_000,
});
