import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type OutputOf, type listArtists, type listGenres } from '@djamms/contracts';
import { DataSource } from 'typeorm';

/** The kept counts of a venue and of the shared tracks, merged by name without case. */
const named = `
  SELECT key, min(name) AS name, sum(tracks)::int AS "trackCount" FROM library_counts
   WHERE (venue_id = $1 OR venue_id IS NULL) AND kind = $2 AND tracks > 0 GROUP BY key`;

interface NamedCount {
  name: string;
  trackCount: number;
}

/** The names that tracks of a library carry. */
@Injectable()
export class CatalogService {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Most used first. */
  async genres(venueId: string): Promise<OutputOf<typeof listGenres>> {
    const sql = `${named} ORDER BY "trackCount" DESC, key LIMIT 1000`;
    return { items: await this.dataSource.query<NamedCount[]>(sql, [venueId, 'genre']) };
  }

  /** By name. */
  async artists(venueId: string, page: number, pageSize: number): Promise<OutputOf<typeof listArtists>> {
    const [items, counted] = await Promise.all([
      this.dataSource.query<NamedCount[]>(`${named} ORDER BY key LIMIT $3 OFFSET $4`, [
        venueId,
        'artist',
        pageSize,
        (page - 1) * pageSize,
      ]),
      this.dataSource.query<{ total: number }[]>(`SELECT count(*)::int AS total FROM (${named}) AS artist`, [
        venueId,
        'artist',
      ]),
    ]);
    return { items, total: counted[0]?.total ?? 0, page, pageSize };
  }
}
