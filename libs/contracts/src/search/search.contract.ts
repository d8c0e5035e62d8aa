import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf } from '../core/paging';
import { Id, Seconds, text } from '../core/primitives';
import { BpmBound, TrackSource, TrackSummary, trackErrors } from '../music/track.contract';

export * from './search-history.contract';
export * from './search-index.contract';

/** Anything at all, 300 characters at most; what cannot match finds nothing. */
export const SearchText = z.string().max(300);

const FacetCount = z.object({ value: z.string(), count: z.number().int() });

/** What narrows a search. Names are compared without case, accents and punctuation. */
export const SearchFilters = z.object({
  artist: text(300).optional(),
  album: text(300).optional(),
  genre: text(100).optional(),
  yearFrom: z.number().int().min(0).max(9999).optional(),
  yearTo: z.number().int().min(0).max(9999).optional(),
  /** Seconds. */
  durationMin: Seconds.optional(),
  /** Seconds. */
  durationMax: Seconds.optional(),
  /** Beats per minute; a track of which they are not known passes no such filter. */
  bpmMin: BpmBound.optional(),
  bpmMax: BpmBound.optional(),
  source: TrackSource.optional(),
});
export type SearchFilters = z.infer<typeof SearchFilters>;

/** How many of all that was found: by genre (most first), decade (`1990s`, newest first) and seconds (`120-240`, `360-`). */
export const SearchFacets = z
  .object({ genre: z.array(FacetCount), year: z.array(FacetCount), duration: z.array(FacetCount) })
  .meta({ id: 'SearchFacets' });
export type SearchFacets = z.infer<typeof SearchFacets>;

export const FoundArtist = z.object({ name: z.string(), trackCount: z.number().int() }).meta({ id: 'FoundArtist' });
export type FoundArtist = z.infer<typeof FoundArtist>;

/** The first 10,000 of what was found can be paged through; the total is exact up to there. */
export const searchTracks = request({
  subject: 'search.track.search',
  input: PageQuery.extend({ venueId: Id.optional(), q: SearchText.default(''), ...SearchFilters.shape }),
  output: pageOf(TrackSummary).extend({
    artists: z.array(FoundArtist).max(20),
    facets: SearchFacets,
    didYouMean: z.string().optional(),
    tookMs: z.number(),
  }),
  http: {
    method: 'GET',
    path: '/search',
    alias: '/music/search',
    tag: 'search',
    summary: 'Find tracks',
    access: 'guest',
  },
});

export const Suggestion = z
  .object({
    kind: z.enum(['track', 'artist']),
    text: z.string(),
    trackId: Id.optional(),
    artist: z.string().optional(),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.infer<typeof Suggestion>;

export const suggest = request({
  subject: 'search.track.suggest',
  input: z.object({
    venueId: Id.optional(),
    q: SearchText.default(''),
    limit: z.number().int().min(1).max(20).default(5),
  }),
  output: z.object({ items: z.array(Suggestion) }),
  http: {
    method: 'GET',
    path: '/search/suggest',
    tag: 'search',
    summary: 'Suggestions while typing',
    access: 'guest',
  },
});

/** Tells that a found track was the one: it is kept with the search, and lifts the track a little from then on. */
export const clickResult = request({
  subject: 'search.track.click',
  input: z.object({ venueId: Id.optional(), query: SearchText, trackId: Id }),
  output: z.object({ success: z.literal(true) }),
  errors: { track_not_found: trackErrors.track_not_found },
  http: {
    method: 'POST',
    path: '/search/click',
    tag: 'search',
    summary: 'Tell which result was chosen',
    access: 'guest',
  },
});
