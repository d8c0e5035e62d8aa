import { z } from 'zod';
import { event } from '../core/contract';
import { Id, Instant } from '../core/primitives';
import { RealtimeMessage } from '../realtime/messages';

const PlaylistFact = z.object({ playlistId: Id, venueId: Id, name: z.string(), version: z.number().int() });
export const playlistCreated = event({
  subject: 'playlist.playlist.created',
  payload: PlaylistFact,
  activity: 'playlist_created',
});
export const playlistUpdated = event({
  subject: 'playlist.playlist.updated',
  payload: PlaylistFact,
  activity: 'playlist_updated',
});
export const playlistDeleted = event({
  subject: 'playlist.playlist.deleted',
  payload: PlaylistFact,
  activity: 'playlist_deleted',
});

/** One change of a venue's playback: the messages its windows get, all of one revision. */
export const playbackChanged = event({
  subject: 'playlist.playback.changed',
  payload: z.object({
    venueId: Id,
    revision: z.number().int(),
    serverTime: z.number().int(),
    messages: z.array(RealtimeMessage),
  }),
});

/** What staff did, for the activity log: `playback_command`, `track_queued`, … with the facts of it. */
export const playbackSteered = event({
  subject: 'playlist.playback.steered',
  payload: z.object({ venueId: Id, action: z.string(), detail: z.record(z.string(), z.unknown()) }),
  activity: 'playback_steered',
});

export const trackStarted = event({
  subject: 'playlist.track.started',
  payload: z.object({ venueId: Id, itemId: Id, trackId: Id.nullable(), title: z.string(), artist: z.string() }),
  activity: 'playback_started',
});

/** An item left the deck. `playId` makes its history entry unique, however often this arrives. */
export const trackFinished = event({
  subject: 'playlist.track.finished',
  payload: z.object({
    playId: Id,
    venueId: Id,
    itemId: Id,
    trackId: Id.nullable(),
    startedAt: Instant,
    /** Seconds that were heard. */
    durationPlayed: z.number(),
    source: z.enum(['queue', 'priority', 'auto']),
    reason: z.enum(['ended', 'skipped', 'error', 'stopped']),
  }),
});

export const masterChanged = event({
  subject: 'playlist.master.changed',
  payload: z.object({ venueId: Id, deviceId: z.string(), epoch: z.number().int() }),
  activity: 'master_changed',
});
export const playerFailed = event({
  subject: 'playlist.player.failed',
  payload: z.object({
    venueId: Id,
    itemId: Id,
    trackId: Id.nullable(),
    errorCode: z.string(),
    failuresInARow: z.number().int(),
  }),
  activity: 'player_error',
});
