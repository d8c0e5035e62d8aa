import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type TrackSummary } from '@djamms/contracts';
import { DataSource } from 'typeorm';
import { type LibraryChange, type LibraryChanges, type LibrarySource } from '../engine/built-in/library-source';
import { type IndexedTrack } from '../engine/built-in/segment-builder';
import { DocumentFeed } from './document-feed.service';

/** A few milliseconds' work, in which nobody else is answered. */
const pageSize = 250;
/** Changes of all venues that are looked through at once. */
const mostRevisions = 20_000;

interface IndexedRow {
  scope: string;
  track_id: string;
  revision: string;
  removed: boolean;
  shown_title: string;
  title_text: string;
  base_text: string;
  is_version: boolean;
  artist: string;
  artist_text: string;
  album_text: string;
  genre: string | null;
  genre_text: string;
  year: number | null;
  duration: number;
  bpm: number | null;
  source: string;
  popularity: number;
  clicks: number;
}

const columns = `scope, track_id, revision, deleted_at IS NOT NULL AS removed, summary->>'title' AS shown_title, title_text,
  base_text, is_version, artist, artist_text, album_text, genre, genre_text, year, duration,
  (summary->>'bpm')::float8 AS bpm, source, popularity, clicks`;

const toTrack = (row: IndexedRow): IndexedTrack => ({
  id: row.track_id,
  revision: Number(row.revision),
  shownTitle: row.shown_title,
  shownArtist: row.artist,
  shownGenre: row.genre ?? '',
  title: row.title_text,
  // Documents of before titles were taken apart have none.
  base: row.base_text === '' ? row.title_text : row.base_text,
  isVersion: row.is_version,
  artist: row.artist_text,
  album: row.album_text,
  genre: row.genre_text,
  year: row.year,
  duration: row.duration,
  bpm: row.bpm,
  source: row.source,
  popularity: row.popularity,
  clicks: row.clicks,
});

const toChange = (row: IndexedRow): LibraryChange => ({
  scope: row.scope,
  id: row.track_id,
  revision: Number(row.revision),
  track: row.removed ? null : toTrack(row),
});

/** Reads what the built-in engine keeps in memory from the documents. */
@Injectable()
export class LibraryReader implements LibrarySource {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly feed: DocumentFeed,
  ) {}

  revision(): Promise<number> {
    return this.feed.revision();
  }

  async *tracks(scope: string): AsyncGenerator<IndexedTrack[]> {
    for (let last: string | null = null; ;) {
      const rows: IndexedRow[] = await this.dataSource.query<IndexedRow[]>(
        `SELECT ${columns} FROM documents
          WHERE scope = $1 AND deleted_at IS NULL AND ($2::uuid IS NULL OR track_id > $2)
          ORDER BY track_id LIMIT ${pageSize}`,
        [scope, last],
      );
      yield rows.map(toTrack);
      if (rows.length < pageSize) return;
      last = rows.at(-1)!.track_id;
    }
  }

  async changesAfter(revision: number, scopes: readonly string[]): Promise<LibraryChanges> {
    const newest = await this.feed.revision();
    if (newest <= revision) return { changes: [], revision, more: false };
    const upTo = Math.min(newest, revision + mostRevisions);
    const rows = await this.dataSource.query<IndexedRow[]>(
      `SELECT ${columns} FROM documents
        WHERE revision > $1 AND revision <= $2 AND scope = ANY($3::uuid[]) ORDER BY revision`,
      [revision, upTo, scopes],
    );
    return { changes: rows.map(toChange), revision: upTo, more: upTo < newest };
  }

  summaries(scopes: readonly string[], ids: readonly string[]): Promise<TrackSummary[]> {
    return this.feed.summaries(scopes, ids);
  }
}
