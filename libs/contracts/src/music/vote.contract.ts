import { z } from 'zod';
import { event, request } from '../core/contract';
import { Id, text } from '../core/primitives';
import { trackErrors } from './track.contract';

const tag = 'likes';

export const voteTrack = request({
  subject: 'music.vote.set',
  input: z.object({
    venueId: Id,
    trackId: Id.optional(),
    videoId: text(64).optional(),
    voteType: z.enum(['like', 'unlike']),
  }),
  output: z.object({
    success: z.literal(true),
    trackId: Id,
    isLiked: z.boolean(),
    /** Likes of the track in this venue. */
    voteCount: z.number().int().min(0),
  }),
  errors: trackErrors,
  http: {
    method: 'POST',
    path: '/track/vote',
    tag,
    summary: 'Like a track, or take the like back; counted once for each guest or user',
    access: 'guest',
  },
});

export const listMyVotes = request({
  subject: 'music.vote.mine',
  input: z.object({ venueId: Id }),
  output: z.object({
    /** The last 500. */
    trackIds: z.array(Id),
  }),
  errors: trackErrors,
  http: { method: 'GET', path: '/track/votes/mine', tag, summary: 'What the caller likes in a venue', access: 'guest' },
});

export const trackVoted = event({
  subject: 'music.track.voted',
  payload: z.object({
    venueId: Id,
    trackId: Id,
    voteCount: z.number().int().min(0),
    /** Grows with each vote on the track in the venue; of two, the newer one holds. */
    voteVersion: z.number().int(),
  }),
});
