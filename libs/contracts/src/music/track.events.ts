import { z } from 'zod';
import { event } from '../core/contract';
import { Id } from '../core/primitives';
import { TrackSummary } from './track.contract';

export const trackCreated = event({
  subject: 'music.track.created',
  payload: z.object({ track: TrackSummary }),
  activity: 'track_added',
});
/** Tags, analysis or counts changed. `track.version` orders updates that arrive out of order. */
export const trackUpdated = event({
  subject: 'music.track.updated',
  payload: z.object({ track: TrackSummary, fields: z.array(z.string()) }),
  activity: 'track_updated',
});
export const trackDeleted = event({
  subject: 'music.track.deleted',
  payload: z.object({ trackId: Id, venueId: Id.nullable(), fileId: Id.nullable(), title: z.string() }),
  activity: 'track_deleted',
});
/**
 * Time has passed: tracks that nobody played are less popular now. `playCount` says after which play that is: where a
 * newer one is known, it holds no more.
 */
export const popularityFaded = event({
  subject: 'music.popularity.faded',
  payload: z.object({
    tracks: z.array(z.object({ trackId: Id, popularity: z.number().min(0), playCount: z.number().int() })),
  }),
});
export const trackPlayed = event({
  subject: 'music.track.played',
  payload: z.object({
    trackId: Id,
    venueId: Id,
    durationPlayed: z.number(),
    playCount: z.number().int(),
    /** After this play; projections that rank by it follow this event, as a play is no new version of the track. */
    popularity: z.number(),
  }),
});
