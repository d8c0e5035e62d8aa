import { Client } from 'pg';
import { type TrackSummary } from '@djamms/contracts';
import { toRow } from '../../apps/search/src/documents/document-row';
import { putSql } from '../../apps/search/src/documents/document-sql';

const batch = 1_000;

/** As music keeps them. */
const insertTracksSql = `
  INSERT INTO music.tracks (id, venue_id, title, artist, album, genre, duration, year, source, file_id, file_path,
                            popularity, play_count, real_end_offset, cue_in, loudness_lufs, true_peak_db, processing)
  SELECT id, "venueId", title, artist, album, genre, duration, year, source, "fileId", "fileId" || '.mp3',
         popularity, "playCount", "realEndOffset", "cueIn", "loudnessLufs", "truePeakDb", 'ready'
    FROM json_to_recordset($1::json) AS given (
      id uuid, "venueId" uuid, title text, artist text, album text, genre text, duration float8, year integer,
      source text, "fileId" uuid, popularity float8, "playCount" integer, "realEndOffset" float8, "cueIn" float8,
      "loudnessLufs" float8, "truePeakDb" float8)`;

export async function putTracks(client: Client, tracks: readonly TrackSummary[]): Promise<void> {
  for (const page of pagesOf(tracks)) await client.query(insertTracksSql, [JSON.stringify(page)]);
  await client.query('VACUUM ANALYZE music.tracks');
}

/** As the search service itself writes what music tells it of. */
export async function putDocuments(client: Client, tracks: readonly TrackSummary[]): Promise<void> {
  await client.query('SET search_path = search, public');
  for (const page of pagesOf(tracks)) await client.query(putSql, [JSON.stringify(page.map(toRow))]);
  await client.query('VACUUM ANALYZE documents');
}

export const pagesOf = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, page) => all.slice(page * batch, (page + 1) * batch));

export async function withClient<T>(databaseUrl: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
