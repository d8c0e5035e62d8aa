import { z } from 'zod';
import { request } from '../core/contract';
import { PageQuery, pageOf, sortBy } from '../core/paging';
import { Id, Instant, Seconds, optionalText, text } from '../core/primitives';
import { defineErrors } from '../core/problem';

export const trackErrors = defineErrors({
  track_not_found: { category: 'not_found', title: 'Track not found' },
  track_exists: { category: 'conflict', title: 'This file is already in the library' },
  track_not_streamable: { category: 'rule', title: 'This track has no audio file to stream' },
  track_changed: { category: 'conflict', title: 'The track was changed by someone else' },
});

export const TrackSource = z.enum(['file', 'youtube', 'spotify']);

/** What is known of the file's sound so far. */
export const ProcessingState = z.enum(['pending', 'processing', 'ready', 'failed']).meta({ id: 'ProcessingState' });

export const Track = z
  .object({
    id: Id,
    /** Null for tracks shared by all venues. */
    venueId: Id.nullable(),
    title: z.string(),
    artist: z.string(),
    album: z.string().nullable(),
    albumArtist: z.string().nullable(),
    genre: z.string().nullable(),
    /** Seconds. */
    duration: z.number(),
    year: z.number().int().nullable(),
    trackNo: z.number().int().nullable(),
    isrc: z.string().nullable(),
    source: TrackSource,
    videoId: z.string().nullable(),
    /** Bits per second. */
    bitrate: z.number().int().nullable(),
    /** Bytes. */
    fileSize: z.number().int().nullable(),
    fileId: Id.nullable(),
    thumbnailUrl: z.string().nullable(),
    popularity: z.number(),
    playCount: z.number().int(),
    /** Seconds from the start at which the sound really ends; null until measured. */
    realEndOffset: z.number().nullable(),
    /** Seconds from the start at which the sound really begins; null until measured. */
    cueIn: z.number().nullable(),
    /** Integrated loudness, LUFS (EBU R 128). */
    loudnessLufs: z.number().nullable(),
    /** True peak, dBTP (ITU-R BS.1770). */
    truePeakDb: z.number().nullable(),
    /** Beats per minute; null until measured or typed. */
    bpm: z.number().nullable().default(null),
    musicalKey: z.string().nullable(),
    processing: ProcessingState,
    /** Why processing failed, in words for staff. */
    processingError: z.string().nullable(),
    /** Times in a row that a player could not play it. */
    playbackFailures: z.number().int().default(0),
    /** It failed again and again: auto-DJ leaves it out while it has others. A full play, or the file again, clears it. */
    isBroken: z.boolean().default(false),
    createdAt: Instant,
    updatedAt: Instant,
    /** Grows with every change of the track. */
    version: z.number().int(),
  })
  .meta({ id: 'Track' });
export type Track = z.infer<typeof Track>;

/** The part of a track that other services keep a copy of. */
export const TrackSummary = Track.pick({
  id: true,
  venueId: true,
  title: true,
  artist: true,
  album: true,
  genre: true,
  year: true,
  duration: true,
  source: true,
  videoId: true,
  fileId: true,
  thumbnailUrl: true,
  realEndOffset: true,
  cueIn: true,
  loudnessLufs: true,
  truePeakDb: true,
  bpm: true,
  popularity: true,
  playCount: true,
  isBroken: true,
  version: true,
}).meta({ id: 'TrackSummary' });
export type TrackSummary = z.infer<typeof TrackSummary>;

const Year = z.number().int().min(0).max(9999);
/** Beats per minute, as a bound of a filter. */
export const BpmBound = z.number().min(0).max(1000);

/** Tags as they can be read from a file or typed by staff. */
export const TrackTags = z.object({
  title: text(300),
  artist: text(300),
  album: text(300).nullable(),
  albumArtist: text(300).nullable(),
  genre: text(100).nullable(),
  year: Year.nullable(),
  trackNo: z.number().int().min(0).max(9999).nullable(),
  isrc: z
    .string()
    .regex(/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/)
    .nullable(),
});
export type TrackTags = z.infer<typeof TrackTags>;

export const listTracks = request({
  subject: 'music.track.list',
  input: PageQuery.extend({
    venueId: Id.optional(),
    q: optionalText(300).optional(),
    artist: text(300).optional(),
    album: text(300).optional(),
    genre: text(100).optional(),
    yearFrom: Year.optional(),
    yearTo: Year.optional(),
    durationMin: Seconds.optional(),
    durationMax: Seconds.optional(),
    bpmMin: BpmBound.optional(),
    bpmMax: BpmBound.optional(),
    source: TrackSource.optional(),
    sort: sortBy(
      ['title', 'artist', 'album', 'genre', 'duration', 'year', 'popularity', 'playCount', 'createdAt'],
      'createdAt:desc',
    ),
  }),
  output: pageOf(Track),
  http: { method: 'GET', path: '/music/tracks', tag: 'music', summary: 'Tracks of the library', access: 'tracks:read' },
});

export const getTrack = request({
  subject: 'music.track.get',
  input: z.object({ id: Id }),
  output: Track,
  errors: trackErrors,
  http: { method: 'GET', path: '/music/tracks/:id', tag: 'music', summary: 'One track', access: 'tracks:read' },
});

/** Made by the file service when an upload has been stored; nobody else may call it. */
export const createTrack = request({
  subject: 'music.track.create',
  input: z.object({
    id: Id,
    venueId: Id,
    fileId: Id,
    filePath: z.string().max(1000),
    sha256: z.string().length(64),
    mime: z.string().max(100),
    fileSize: z.number().int().positive(),
    duration: Seconds,
    bitrate: z.number().int().nullable(),
    tags: TrackTags,
    /** Tags that came from a person with the upload; what the file itself says does not replace them. */
    typedFields: z.array(TrackTags.keyof()).default([]),
  }),
  output: Track,
  errors: trackErrors,
});

export const updateTrack = request({
  subject: 'music.track.update',
  input: TrackTags.partial().extend({
    id: Id,
    bpm: z.number().min(20).max(400).nullable().optional(),
    musicalKey: text(10).nullable().optional(),
    /** Refuses the change (409) when the track is no longer at this version. */
    version: z.number().int().optional(),
  }),
  output: Track,
  errors: trackErrors,
  http: {
    method: 'PUT',
    path: '/music/tracks/:id',
    tag: 'music',
    summary: 'Change a track’s tags',
    access: 'tracks:write',
  },
});

export const deleteTrack = request({
  subject: 'music.track.delete',
  input: z.object({ id: Id }),
  output: z.object({ success: z.literal(true) }),
  errors: trackErrors,
  http: {
    method: 'DELETE',
    path: '/music/tracks/:id',
    tag: 'music',
    summary: 'Take a track out of the library',
    access: 'tracks:delete',
  },
});

/** For other services: summaries by id, missing ones left out. At most 500 ids. */
export const getTrackSummaries = request({
  subject: 'music.track.summaries',
  input: z.object({ venueId: Id, ids: z.array(Id).min(1).max(500) }),
  output: z.object({ items: z.array(TrackSummary) }),
});

/**
 * Every track of all venues in id order, for projections and the search index that have to be made anew. Fewer than
 * `limit` where a page of them would be too large for a message; none is the end.
 */
export const exportTracks = request({
  subject: 'music.track.export',
  input: z.object({ after: Id.optional(), limit: z.number().int().min(1).max(1000).default(500) }),
  output: z.object({ items: z.array(TrackSummary) }),
  timeoutMs: 15_000,
});

/** Where a track's bytes are, as a signed URL below `/media` that works for at least an hour. */
export const streamTrack = request({
  subject: 'music.track.stream',
  input: z.object({ id: Id }),
  output: z.object({ url: z.string(), expiresAt: Instant }),
  errors: trackErrors,
});

export const recordPlay = request({
  subject: 'music.play.record',
  input: z.object({
    id: Id,
    /** Seconds of the track that were heard. */
    durationPlayed: Seconds,
    source: z.enum(['queue', 'priority', 'auto', 'preview']).default('queue'),
    venueId: Id.optional(),
  }),
  output: z.object({ counted: z.boolean(), playCount: z.number().int() }),
  errors: trackErrors,
  http: {
    method: 'POST',
    path: '/music/tracks/:id/play',
    tag: 'music',
    summary: 'Record that a track was played',
    access: 'tracks:write',
  },
});

export const HistoryEntry = z
  .object({
    id: Id,
    trackId: Id,
    title: z.string(),
    artist: z.string(),
    playedAt: Instant,
    durationPlayed: z.number(),
    source: z.string(),
    counted: z.boolean(),
  })
  .meta({ id: 'HistoryEntry' });

/** What the venue played, newest first. */
export const listHistory = request({
  subject: 'music.play.list',
  input: PageQuery.extend({ venueId: Id.optional() }),
  output: pageOf(HistoryEntry),
  http: {
    method: 'GET',
    path: '/user/history',
    tag: 'user data',
    summary: 'What was played, newest first',
    access: 'tracks:read',
  },
});

/** Hourly, for the scheduler: lets the popularity of what nobody plays fade. Tells how many tracks it did that to. */
export const fadePopularity = request({
  subject: 'music.popularity.fade',
  input: z.object({}),
  output: z.object({ faded: z.number().int() }),
  timeoutMs: 60_000,
});

const Named = z.object({ name: z.string(), trackCount: z.number().int() });

export const listGenres = request({
  subject: 'music.genre.list',
  input: z.object({ venueId: Id.optional() }),
  output: z.object({ items: z.array(Named) }),
  http: {
    method: 'GET',
    path: '/music/genres',
    tag: 'music',
    summary: 'Genres of the library with their number of tracks',
    access: 'tracks:read',
  },
});

export const listArtists = request({
  subject: 'music.artist.list',
  input: PageQuery.extend({ venueId: Id.optional() }),
  output: pageOf(Named),
  http: {
    method: 'GET',
    path: '/music/artists',
    tag: 'music',
    summary: 'Artists of the library with their number of tracks',
    access: 'tracks:read',
  },
});
