import { type TrackSummary } from '@djamms/contracts';

/** Columns of a TrackSummary, of known_tracks under the alias `t`. */
export const summaryColumns = `
  t.id, t.venue_id AS "venueId", t.title, t.artist, t.album, t.genre, t.year, t.duration::float8 AS duration,
  t.source, t.video_id AS "videoId", t.file_id AS "fileId", t.thumbnail_url AS "thumbnailUrl",
  t.real_end_offset AS "realEndOffset", t.cue_in AS "cueIn", t.loudness_lufs AS "loudnessLufs",
  t.true_peak_db AS "truePeakDb", t.bpm, t.popularity, t.play_count AS "playCount",
  t.is_broken AS "isBroken", t.version`;

const columnOf = {
  id: 'id',
  venueId: 'venue_id',
  title: 'title',
  artist: 'artist',
  album: 'album',
  genre: 'genre',
  year: 'year',
  duration: 'duration',
  source: 'source',
  videoId: 'video_id',
  fileId: 'file_id',
  thumbnailUrl: 'thumbnail_url',
  realEndOffset: 'real_end_offset',
  cueIn: 'cue_in',
  loudnessLufs: 'loudness_lufs',
  truePeakDb: 'true_peak_db',
  bpm: 'bpm',
  popularity: 'popularity',
  playCount: 'play_count',
  isBroken: 'is_broken',
  version: 'version',
} as const satisfies Record<keyof TrackSummary, string>;

const columns = Object.values(columnOf);

/** Many tracks as one JSON parameter: json_to_recordset types the columns, however many rows there are. */
export const toRecords = (tracks: readonly TrackSummary[]): string =>
  JSON.stringify(
    tracks.map((track) =>
      Object.fromEntries(
        Object.entries(columnOf).map(([field, column]) => [column, track[field as keyof TrackSummary]]),
      ),
    ),
  );

/** $1: `toRecords`. An older version, and anything after a deletion, changes nothing. */
export const upsertTracksSql = `
  INSERT INTO known_tracks AS k (${columns.join(', ')})
  SELECT ${columns.join(', ')} FROM json_to_recordset($1::json) AS r (
    id uuid, venue_id uuid, title text, artist text, album text, genre text, year integer, duration numeric,
    source text, video_id text, file_id uuid, thumbnail_url text, real_end_offset float8, cue_in float8,
    loudness_lufs float8, true_peak_db float8, bpm float8, popularity float8, play_count integer, is_broken boolean,
    version integer)
  ON CONFLICT (id) DO UPDATE SET ${columns
    .filter((column) => column !== 'id')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}
  WHERE k.version < excluded.version AND k.deleted_at IS NULL
  RETURNING id`;
