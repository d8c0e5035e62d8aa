import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { getTrackSummaries, type PayloadOf, type popularityFaded, type TrackSummary } from '@djamms/contracts';
import { Rpc, type Call } from '@djamms/messaging';
import { DataSource, type EntityManager } from 'typeorm';
import { firstRow, rows } from '../sql';
import { summaryColumns, toRecords, upsertTracksSql } from './known-track.row';

/** Ids that music answers for in one request. */
const askAtOnce = 500;

/** How a track looked before and after news of it; `before` is null for a new one. */
export interface TrackChange {
  before: TrackSummary | null;
  after: TrackSummary;
}

/** This service's own copy of the library, kept by music's events. */
@Injectable()
export class KnownTracks {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly rpc: Rpc,
  ) {}

  /**
   * Which of the ids a venue may use. Ones that are not known yet, such as an upload of a moment ago, are asked for
   * once. Call it before a transaction: it may wait for another service.
   */
  async usable(venueId: string, ids: readonly string[], call: Call): Promise<Set<string>> {
    const known = await this.known(venueId, ids);
    if (known.size === new Set(ids).size) return known;
    const missing = await this.neverHeardOf(ids);
    if (missing.length === 0) return known;
    for (let start = 0; start < missing.length; start += askAtOnce) {
      const asked = missing.slice(start, start + askAtOnce);
      const { items } = await this.rpc.request(getTrackSummaries, { venueId, ids: asked }, call);
      await this.store(this.dataSource.manager, items);
    }
    return this.known(venueId, ids);
  }

  private async known(venueId: string, ids: readonly string[]): Promise<Set<string>> {
    const found = await rows<{ id: string }>(
      this.dataSource.manager,
      `SELECT id FROM known_tracks
       WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL AND (venue_id = $2 OR venue_id IS NULL)`,
      [ids, venueId],
    );
    return new Set(found.map(({ id }) => id));
  }

  /** The venue's track with this video, before one that all venues share. */
  async byVideo(venueId: string, videoId: string): Promise<string | undefined> {
    const found = await firstRow<{ id: string }>(
      this.dataSource.manager,
      `SELECT id FROM known_tracks
       WHERE video_id = $1 AND deleted_at IS NULL AND (venue_id = $2 OR venue_id IS NULL)
       ORDER BY venue_id NULLS LAST, id LIMIT 1`,
      [videoId, venueId],
    );
    return found?.id;
  }

  async store(manager: EntityManager, tracks: readonly TrackSummary[]): Promise<void> {
    if (tracks.length > 0) await rows(manager, upsertTracksSql, [toRecords(tracks)]);
  }

  /** Takes in news of one track. Null when they are old, or the track is gone. */
  async learn(manager: EntityManager, track: TrackSummary): Promise<TrackChange | null> {
    const before = await firstRow<TrackSummary>(
      manager,
      `SELECT ${summaryColumns} FROM known_tracks t WHERE t.id = $1 FOR UPDATE`,
      [track.id],
    );
    const written = await rows(manager, upsertTracksSql, [toRecords([track])]);
    return written.length === 0 ? null : { before: before ?? null, after: track };
  }

  /** Marks a track as gone, also one never heard of. False when it was marked before. */
  async forget(manager: EntityManager, trackId: string, venueId: string | null): Promise<boolean> {
    const marked = await rows(
      manager,
      `INSERT INTO known_tracks AS k (id, venue_id, deleted_at) VALUES ($1, $2, now())
       ON CONFLICT (id) DO UPDATE SET deleted_at = now() WHERE k.deleted_at IS NULL
       RETURNING id`,
      [trackId, venueId],
    );
    return marked.length > 0;
  }

  /** A play changes how popular a track is, not its version. */
  async countPlay(manager: EntityManager, trackId: string, playCount: number, popularity: number): Promise<void> {
    await rows(manager, `UPDATE known_tracks SET play_count = $2, popularity = $3 WHERE id = $1 AND play_count < $2`, [
      trackId,
      playCount,
      popularity,
    ]);
  }

  /** Time passed without a play. Of two tellings after the same play, the lower popularity is the later one. */
  async fade(manager: EntityManager, tracks: PayloadOf<typeof popularityFaded>['tracks']): Promise<void> {
    await rows(
      manager,
      `UPDATE known_tracks k SET popularity = given.popularity
         FROM jsonb_to_recordset($1::jsonb) AS given ("trackId" uuid, popularity float8, "playCount" integer)
        WHERE k.id = given."trackId" AND k.play_count = given."playCount" AND k.popularity > given.popularity`,
      [JSON.stringify(tracks)],
    );
  }

  private async neverHeardOf(ids: readonly string[]): Promise<string[]> {
    const missing = await rows<{ id: string }>(
      this.dataSource.manager,
      `SELECT a.id FROM unnest($1::uuid[]) AS a (id) WHERE NOT EXISTS (SELECT FROM known_tracks k WHERE k.id = a.id)`,
      [ids],
    );
    return missing.map(({ id }) => id);
  }
}
