import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type InputOf, type OutputOf, type listTracks } from '@djamms/contracts';
import { In, Repository } from 'typeorm';
import { SqlParameters, countSql, keptCount, pageSql, type TrackFilter } from './track-filter';
import { TrackEntity } from './track.entity';
import { toTrack } from './track.mapper';

/** Pages of the library, in three queries whatever the page's size. */
@Injectable()
export class TrackListService {
  constructor(@InjectRepository(TrackEntity) private readonly tracks: Repository<TrackEntity>) {}

  async list(
    venueId: string,
    input: Omit<InputOf<typeof listTracks>, 'venueId'>,
  ): Promise<OutputOf<typeof listTracks>> {
    const { page, pageSize, sort, ...filter } = input;
    const [ids, total] = await Promise.all([
      this.pageOfIds({ venueId, filter, sort, limit: pageSize, offset: (page - 1) * pageSize }),
      this.count(venueId, filter),
    ]);
    const found = ids.length > 0 ? await this.tracks.findBy({ id: In(ids) }) : [];
    const byId = new Map(found.map((track) => [track.id, track]));
    const items = ids.flatMap((id) => byId.get(id) ?? []).map(toTrack);
    return { items, total, page, pageSize };
  }

  /** Ids first: skipping to a late page reads the index alone, not the rows. */
  private async pageOfIds(query: Parameters<typeof pageSql>[0]): Promise<string[]> {
    const parameters = new SqlParameters();
    const rows = await this.tracks.query<{ id: string }[]>(pageSql(query, parameters), parameters.values);
    return rows.map((row) => row.id);
  }

  /** The kept count where there is one; otherwise the matches are counted. */
  private async count(venueId: string, filter: TrackFilter): Promise<number> {
    const parameters = new SqlParameters();
    const kept = keptCount(filter);
    const sql = kept
      ? `SELECT coalesce(sum(tracks), 0)::int AS total FROM library_counts
          WHERE (venue_id = ${parameters.add(venueId)} OR venue_id IS NULL)
            AND kind = ${parameters.add(kept.kind)} AND key = lower(${parameters.add(kept.name)}::text COLLATE "und-x-icu")`
      : countSql({ venueId, filter }, parameters);
    const rows = await this.tracks.query<{ total: number }[]>(sql, parameters.values);
    return rows[0]?.total ?? 0;
  }
}
