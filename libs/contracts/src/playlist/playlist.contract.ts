import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf, sortBy } from '../core/paging';
import { Id, Instant, optionalText, text } from '../core/primitives';
import { defineErrors } from '../core/problem';
import { TrackSummary } from '../music/track.contract';

export const playlistErrors = defineErrors({
  playlist_not_found: { category: 'not_found', title: 'Playlist not found' },
  playlist_changed: { category: 'conflict', title: 'The playlist was changed by someone else' },
  playlist_full: { category: 'rule', title: 'The playlist is full' },
  track_in_playlist: { category: 'conflict', title: 'The track is already in the playlist' },
  playlist_track_not_found: { category: 'not_found', title: 'The track is not in the playlist' },
  order_mismatch: { category: 'rule', title: 'The new order does not name exactly the playlist’s tracks' },
  unknown_track: { category: 'rule', title: 'A track is not in the library' },
});

/** Tracks in one playlist at most. */
export const maxPlaylistTracks = 10_000;

export const Playlist = z
  .object({
    id: Id,
    venueId: Id,
    ownerId: Id,
    name: z.string(),
    description: z.string().nullable(),
    source: z.enum(['local', 'spotify', 'm3u']),
    coverImageUrl: z.string().nullable(),
    isPublic: z.boolean(),
    /** What plays when the queue is empty. At most one per venue. */
    isDefault: z.boolean(),
    category: z.string().nullable(),
    tags: z.array(z.string()),
    trackCount: z.number().int(),
    /** Seconds. */
    totalDuration: z.number(),
    playCount: z.number().int(),
    lastPlayedAt: Instant.nullable(),
    createdAt: Instant,
    updatedAt: Instant,
    /** Grows with every change; pass it back to be told when someone else was faster. */
    version: z.number().int(),
  })
  .meta({ id: 'Playlist' });
export type Playlist = z.infer<typeof Playlist>;

export const PlaylistTrack = z
  .object({ position: z.number().int(), addedAt: Instant, track: TrackSummary })
  .meta({ id: 'PlaylistTrack' });
export type PlaylistTrack = z.infer<typeof PlaylistTrack>;

const Version = z.number().int().min(1);
const tag = 'playlists';

export const listPlaylists = request({
  subject: 'playlist.playlist.list',
  input: PageQuery.extend({
    venueId: Id.optional(),
    q: optionalText(200).optional(),
    source: z.enum(['local', 'spotify', 'm3u']).optional(),
    sort: sortBy(['name', 'createdAt', 'updatedAt', 'trackCount', 'playCount', 'lastPlayedAt'], 'name:asc'),
  }),
  output: pageOf(Playlist),
  http: { method: 'GET', path: '/playlists', tag, summary: 'Playlists of a venue', access: 'playlists:read' },
});

const PlaylistFields = z.object({
  name: text(200),
  description: optionalText(2000).nullable().optional(),
  isPublic: z.boolean().optional(),
  isDefault: z.boolean().optional(),
  category: text(100).nullable().optional(),
  tags: z.array(text(50)).max(50).optional(),
});

export const createPlaylist = request({
  subject: 'playlist.playlist.create',
  input: PlaylistFields.extend({ venueId: Id.optional(), trackIds: z.array(Id).max(1000).optional() }),
  output: Playlist,
  errors: playlistErrors,
  http: { method: 'POST', path: '/playlists', status: 201, tag, summary: 'Make a playlist', access: 'playlists:write' },
});

export const getPlaylist = request({
  subject: 'playlist.playlist.get',
  input: z.object({ id: Id }),
  output: Playlist,
  errors: playlistErrors,
  http: { method: 'GET', path: '/playlists/:id', tag, summary: 'One playlist', access: 'playlists:read' },
});

export const updatePlaylist = request({
  subject: 'playlist.playlist.update',
  input: PlaylistFields.partial().extend({ id: Id, version: Version.optional() }),
  output: Playlist,
  errors: playlistErrors,
  http: { method: 'PUT', path: '/playlists/:id', tag, summary: 'Change a playlist', access: 'playlists:write' },
});

export const deletePlaylist = request({
  subject: 'playlist.playlist.delete',
  input: z.object({ id: Id }),
  output: z.object({ success: z.literal(true) }),
  errors: playlistErrors,
  http: { method: 'DELETE', path: '/playlists/:id', tag, summary: 'Delete a playlist', access: 'playlists:delete' },
});

export const listPlaylistTracks = request({
  subject: 'playlist.track.list',
  input: PageQuery.extend({ id: Id }),
  output: pageOf(PlaylistTrack),
  errors: playlistErrors,
  http: {
    method: 'GET',
    path: '/playlists/:id/tracks',
    tag,
    summary: 'A playlist’s tracks in order',
    access: 'playlists:read',
  },
});

export const addPlaylistTracks = request({
  subject: 'playlist.track.add',
  input: z.object({
    id: Id,
    trackIds: z.array(Id).min(1).max(1000),
    /** Where to put them, from 0; at the end unless given. */
    position: z.number().int().min(0).optional(),
    version: Version.optional(),
  }),
  output: Playlist,
  errors: playlistErrors,
  http: {
    method: 'POST',
    path: '/playlists/:id/tracks',
    tag,
    summary: 'Add tracks; ones already in it are left where they are',
    access: 'playlists:write',
  },
});

export const removePlaylistTrack = request({
  subject: 'playlist.track.remove',
  input: z.object({ id: Id, trackId: Id }),
  output: Playlist,
  errors: playlistErrors,
  http: {
    method: 'DELETE',
    path: '/playlists/:id/tracks/:trackId',
    tag,
    summary: 'Take a track out of a playlist',
    access: 'playlists:write',
  },
});

export const reorderPlaylist = request({
  subject: 'playlist.track.reorder',
  input: z.object({
    id: Id,
    /** The whole new order. */
    trackIds: z.array(Id).max(maxPlaylistTracks).optional(),
    /** Or one move, positions from 0. */
    from: z.number().int().min(0).optional(),
    to: z.number().int().min(0).optional(),
    version: Version,
  }),
  output: Playlist,
  errors: playlistErrors,
  http: {
    method: 'PUT',
    path: '/playlists/:id/reorder',
    tag,
    summary: 'Reorder a playlist: a whole order, or one move',
    access: 'playlists:write',
  },
});
