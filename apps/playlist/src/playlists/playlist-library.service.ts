import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { rows } from '../sql';
import { PlaylistChanges } from './playlist-changes.service';

interface Affected {
  playlistId: string;
}

/** Keeps playlists in step with the library: gone tracks leave them, and new durations count. */
@Injectable()
export class PlaylistLibrary {
  constructor(private readonly changes: PlaylistChanges) {}

  async dropTrack(manager: EntityManager, trackId: string): Promise<void> {
    const playlists = await this.lockHolders(manager, trackId);
    if (playlists.length === 0) return;
    await rows(manager, `DELETE FROM playlist_tracks WHERE track_id = $1`, [trackId]);
    await rows(
      manager,
      `UPDATE playlists SET track_count = track_count - 1,
         total_duration = total_duration - (SELECT duration FROM known_tracks WHERE id = $2)
       WHERE id = ANY($1::uuid[])`,
      [playlists, trackId],
    );
    for (const id of playlists) await this.changes.raiseVersion(manager, id);
  }

  /**
   * `by`: seconds more than before. Windows are told, but the version stays: measuring a track is no reason to
   * refuse the change that somebody is just making.
   */
  async changeDuration(manager: EntityManager, trackId: string, by: number): Promise<void> {
    const playlists = await this.lockHolders(manager, trackId);
    await rows(
      manager,
      `UPDATE playlists SET total_duration = total_duration + $2::numeric WHERE id = ANY($1::uuid[])`,
      [playlists, by.toFixed(3)],
    );
    for (const id of playlists) await this.changes.announce(manager, id);
  }

  private async lockHolders(manager: EntityManager, trackId: string): Promise<string[]> {
    const found = await rows<Affected>(
      manager,
      `SELECT p.id AS "playlistId" FROM playlists p
       WHERE p.id IN (SELECT playlist_id FROM playlist_tracks WHERE track_id = $1) ORDER BY p.id FOR UPDATE`,
      [trackId],
    );
    return found.map(({ playlistId }) => playlistId);
  }
}
