import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf } from '../core/paging';
import { Id, Seconds, optionalText, text } from '../core/primitives';
import { commonErrors, defineErrors } from '../core/problem';
import { playbackErrors } from './playback.contract';
import { NowPlaying, Queue, RequestRules, SongRequest, requestStatuses } from './playback.schema';

export const requestErrors = defineErrors({
  requests_closed: { category: 'rule', title: 'The venue takes no requests right now' },
  request_too_long: { category: 'rule', title: 'The song is too long for a request' },
  request_artist_limit: { category: 'rule', title: 'This artist was asked for often enough for now' },
  request_already_waiting: { category: 'rule', title: 'The song is waiting already' },
  request_already_playing: { category: 'rule', title: 'The song is playing already' },
  request_guest_limit: { category: 'rule', title: 'You have asked for as many songs as may wait at once' },
  request_played_lately: { category: 'rule', title: 'The song was played a short while ago' },
  request_unpaid: { category: 'rule', title: 'A request needs a payment here' },
  payment_used: { category: 'conflict', title: 'The payment has bought a request already' },
  request_not_found: { category: 'not_found', title: 'Request not found' },
  request_decided: { category: 'conflict', title: 'The request was decided already' },
});
const errors = {
  ...requestErrors,
  queue_track_unknown: playbackErrors.queue_track_unknown,
  queue_full: playbackErrors.queue_full,
  venue_not_found: commonErrors.venue_not_found,
};

/** What stands between a request and its sound, as of now; an estimate, never a promise. */
export const RequestWait = z
  .object({
    /** Songs that play before it, the current one included. */
    songsAhead: z.number().int().min(0),
    /** Seconds until it starts; null while nobody can tell, because the music does not play or it is not queued. */
    seconds: z.number().min(0).nullable(),
  })
  .meta({ id: 'RequestWait' });
export type RequestWait = z.infer<typeof RequestWait>;

export const RequestAnswer = z
  .object({ success: z.literal(true), request: SongRequest, wait: RequestWait.nullable(), duplicate: z.boolean() })
  .meta({ id: 'RequestAnswer' });
export type RequestAnswer = z.infer<typeof RequestAnswer>;

/** Chosen by the client; sent twice within a day, it asks once. */
const CommandId = z.string().min(8).max(64).optional();
const tag = 'requests';

export const createRequest = request({
  subject: 'playlist.request.create',
  input: z.object({
    venueId: Id,
    /** The track decides; title, artist and duration are what the guest saw, and are not believed. */
    song: z.object({
      trackId: Id.optional(),
      videoId: text(64).optional(),
      title: optionalText(300).optional(),
      artist: optionalText(300).optional(),
      duration: Seconds.optional(),
    }),
    paymentId: text(128).optional(),
    /** For staff and other software that ask on somebody's account; a guest's is their token's. */
    requesterId: text(128).optional(),
    commandId: CommandId,
  }),
  output: RequestAnswer,
  errors,
  http: { method: 'POST', path: '/requests', status: 201, tag, summary: 'Ask for a song', access: 'guest' },
});

export const listRequests = request({
  subject: 'playlist.request.list',
  input: PageQuery.extend({
    venueId: Id,
    status: z.enum([...requestStatuses, 'open']).optional(),
  }),
  output: pageOf(SongRequest),
  errors,
  http: {
    method: 'GET',
    path: '/requests',
    tag,
    summary: 'Requests, newest first; `open`: to be decided, waiting or playing',
    access: 'playlists:read',
  },
});

export const listMyRequests = request({
  subject: 'playlist.request.mine',
  input: z.object({ venueId: Id }),
  output: z.object({
    /** Newest first, at most 50 of the last 24 hours. */
    items: z.array(z.object({ request: SongRequest, wait: RequestWait.nullable() })),
  }),
  errors,
  http: { method: 'GET', path: '/requests/mine', tag, summary: 'What the caller asked for today', access: 'guest' },
});

export const approveRequest = request({
  subject: 'playlist.request.approve',
  input: z.object({ id: Id }),
  output: RequestAnswer,
  errors,
  http: {
    method: 'POST',
    path: '/requests/:id/approve',
    tag,
    summary: 'Let a request into the priority queue',
    access: 'playlists:write',
  },
});

export const rejectRequest = request({
  subject: 'playlist.request.reject',
  input: z.object({ id: Id, reason: text(200).optional() }),
  output: RequestAnswer,
  errors,
  http: {
    method: 'POST',
    path: '/requests/:id/reject',
    tag,
    summary: 'Turn a request down, also one that waits in the queue',
    access: 'playlists:write',
  },
});

export const withdrawRequest = request({
  subject: 'playlist.request.withdraw',
  input: z.object({ id: Id }),
  output: RequestAnswer,
  errors,
  http: {
    method: 'POST',
    path: '/requests/:id/withdraw',
    tag,
    summary: 'Take one’s own request back while it waits',
    access: 'guest',
  },
});

export const updateRequestRules = request({
  subject: 'playlist.request.rules',
  input: z.object({ id: Id, ...RequestRules.partial().shape }),
  output: RequestRules,
  errors,
  http: {
    method: 'PUT',
    path: '/venues/:id/request-rules',
    tag,
    summary: 'Change what guests may ask for; fields that are left out stay',
    access: 'playlists:write',
  },
});

/** What a guest may see before anything else. */
export const getKiosk = request({
  subject: 'playlist.kiosk.get',
  input: z.object({
    /** The venue's short name in addresses, or its id. */
    slug: text(100),
  }),
  output: z.object({
    venue: z.object({
      id: Id,
      slug: z.string(),
      name: z.string(),
      timezone: z.string(),
      appName: z.string().nullable(),
    }),
    revision: z.number().int(),
    serverTime: z.number().int(),
    nowPlaying: NowPlaying,
    queue: Queue,
    rules: RequestRules,
    /** What a request costs; empty while all of them are free. */
    prices: z.array(z.object({ name: z.string(), amount: z.number(), currency: z.string() })),
  }),
  errors,
  http: { method: 'GET', path: '/venues/:slug/kiosk', tag, summary: 'What a guest may see', access: 'public' },
});
