import { Injectable } from '@nestjs/common';
import { type PayloadOf, type popularityFaded, type TrackSummary } from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { scopeOf, toRow } from './document-row';
import { dropStonesSql, fadeSql, lockSql, putSql, rankSql, removeMissingSql, removeSql } from './document-sql';
import { mapInSlices } from '../in-slices';
import { type LibraryPage } from '../index/library-pages.service';

/** Tracks whose texts are made searchable without a pause: about two milliseconds. */
const slice = 100;

/**
 * The service's own copy of what can be found, from which every engine is fed. Writes are safe to repeat, in any
 * order, and happen in the caller's transaction.
 */
@Injectable()
export class Documents {
  /** An older version never replaces a newer one, and a removed track stays removed. */
  async put(tracks: readonly TrackSummary[], manager: EntityManager): Promise<void> {
    if (tracks.length === 0) return;
    const newest = new Map<string, TrackSummary>();
    for (const track of tracks) if ((newest.get(track.id)?.version ?? -1) <= track.version) newest.set(track.id, track);
    const rows = await mapInSlices([...newest.values()], slice, toRow);
    const text = JSON.stringify(rows);
    await manager.query(lockSql);
    await manager.query(putSql, [text]);
  }

  async remove(track: { trackId: string; venueId: string | null }, manager: EntityManager): Promise<void> {
    await manager.query(lockSql);
    await manager.query(removeSql, [track.trackId, scopeOf(track.venueId)]);
    await manager.query(dropStonesSql);
  }

  /** A play changed what ranks higher; it is no new version of the track. */
  async rank(
    play: { trackId: string; venueId: string; popularity: number; playCount: number },
    manager: EntityManager,
  ): Promise<void> {
    await manager.query(lockSql);
    await manager.query(rankSql, [play.trackId, scopeOf(play.venueId), play.popularity, play.playCount]);
  }

  /** Time passed without a play. */
  async fade({ tracks }: PayloadOf<typeof popularityFaded>, manager: EntityManager): Promise<void> {
    await manager.query(lockSql);
    await manager.query(fadeSql, [JSON.stringify(tracks)]);
  }

  /** A page of the library: what it holds is put, and what it should hold and does not is no track any more. */
  async tell({ tracks, after, upTo, askedAt }: LibraryPage, manager: EntityManager): Promise<void> {
    await this.put(tracks, manager);
    await manager.query(lockSql);
    await manager.query(removeMissingSql, [after, upTo, tracks.map(({ id }) => id), askedAt]);
  }
}
