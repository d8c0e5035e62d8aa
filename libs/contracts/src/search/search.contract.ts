import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf } from '../core/paging';
import { Id, Seconds, optionalText, text } from '../core/primitives';
import { TrackSource, TrackSummary } from '../music/track.contract';

const FacetCount = z.object({ value: z.string(), count: z.number().int() });

export const searchTracks = request({
  subject: 'search.track.search',
  input: PageQuery.extend({
    venueId: Id.optional(),
    /** Anything at all; what cannot match finds nothing. */
    q: z.string().max(300).default(''),
    artist: text(300).optional(),
    album: text(300).optional(),
    genre: text(100).optional(),
    yearFrom: z.number().int().min(0).max(9999).optional(),
    yearTo: z.number().int().min(0).max(9999).optional(),
    durationMin: Seconds.optional(),
    durationMax: Seconds.optional(),
    source: TrackSource.optional(),
  }),
  output: pageOf(TrackSummary).extend({
    artists: z.array(z.object({ name: z.string(), trackCount: z.number().int() })).max(20),
    facets: z.object({ genre: z.array(FacetCount), year: z.array(FacetCount), duration: z.array(FacetCount) }),
    didYouMean: z.string().optional(),
    tookMs: z.number(),
  }),
  http: {
    method: 'GET',
    path: '/search',
    alias: '/music/search',
    tag: 'search',
    summary: 'Find tracks',
    access: 'tracks:read',
  },
});

export const suggest = request({
  subject: 'search.track.suggest',
  input: z.object({ venueId: Id.optional(), q: optionalText(300), limit: z.number().int().min(1).max(20).default(5) }),
  output: z.object({
    items: z.array(
      z.object({
        kind: z.enum(['track', 'artist']),
        text: z.string(),
        trackId: Id.optional(),
        artist: z.string().optional(),
      }),
    ),
  }),
  http: {
    method: 'GET',
    path: '/search/suggest',
    tag: 'search',
    summary: 'Suggestions while typing',
    access: 'tracks:read',
  },
});
