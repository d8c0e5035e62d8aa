import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type TrackSummary } from '@djamms/contracts';
import { DataSource, type EntityManager } from 'typeorm';
import { type RemovedTrack, type TrackDocument } from '../engine/search-engine';
import { storedColumns, toDocument, toRemoved, type StoredRow } from './document-row';

export interface Changes {
  documents: TrackDocument[];
  removed: RemovedTrack[];
  /** Where to read on; the given one where nothing changed. */
  revision: number;
  /** Whether there may be more right now. */
  more: boolean;
}

/** Where to read: in a transaction, what it holds open anyway is enough. */
type Reader = Pick<EntityManager, 'query'>;

/** What engines read to follow the documents: everything in pages, then changes in the order of their revisions. */
@Injectable()
export class DocumentFeed {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The newest revision; read it before a fill, and follow from there. */
  async revision(): Promise<number> {
    const [row] = await this.dataSource.query<{ revision: string | null }[]>(
      'SELECT max(revision) AS revision FROM documents',
    );
    return Number(row?.revision ?? 0);
  }

  async count(): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM documents WHERE deleted_at IS NULL',
    );
    return row?.count ?? 0;
  }

  /** What changed after a revision, oldest first; nothing before what is given can still appear. */
  async changesAfter(revision: number, limit: number, reader: Reader = this.dataSource): Promise<Changes> {
    const rows = await reader.query<StoredRow[]>(
      `SELECT ${storedColumns} FROM documents WHERE revision > $1 ORDER BY revision LIMIT $2`,
      [revision, limit],
    );
    return {
      documents: rows.filter(({ removed }) => !removed).map(toDocument),
      removed: rows.filter(({ removed }) => removed).map(toRemoved),
      revision: Number(rows.at(-1)?.revision ?? revision),
      more: rows.length === limit,
    };
  }

  /**
   * All documents of all venues in the order of their ids, in pages; `after` goes on where an earlier reading ended,
   * and `upTo` is the last that may be read.
   */
  async *all(
    pageSize: number,
    { after, upTo, reader = this.dataSource }: { after?: string | null; upTo?: string | null; reader?: Reader } = {},
  ): AsyncGenerator<TrackDocument[]> {
    for (let last = after ?? null; ;) {
      const rows = await reader.query<StoredRow[]>(
        `SELECT ${storedColumns} FROM documents
          WHERE deleted_at IS NULL AND ($1::uuid IS NULL OR track_id > $1) AND ($3::uuid IS NULL OR track_id <= $3)
          ORDER BY track_id LIMIT $2`,
        [last, pageSize, upTo ?? null],
      );
      const read = rows.at(-1)?.track_id;
      if (read === undefined) return;
      last = read;
      yield rows.map(toDocument);
    }
  }

  /** Of the venue and shared ones, in the order of the ids; those that are no more are left out. */
  async summaries(scopes: readonly string[], ids: readonly string[]): Promise<TrackSummary[]> {
    if (ids.length === 0) return [];
    const rows = await this.dataSource.query<StoredRow[]>(
      `SELECT ${storedColumns} FROM documents
        WHERE track_id = ANY($1::uuid[]) AND scope = ANY($2::uuid[]) AND deleted_at IS NULL`,
      [ids, scopes],
    );
    const found = new Map(rows.map((row) => [row.track_id, toDocument(row).track]));
    return ids.flatMap((id) => found.get(id) ?? []);
  }
}
