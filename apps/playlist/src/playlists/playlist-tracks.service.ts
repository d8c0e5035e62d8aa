import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import {
  DomainError,
  maxPlaylistTracks,
  playlistErrors,
  type InputOf,
  type OutputOf,
  type Playlist,
  type TrackSummary,
  type addPlaylistTracks,
  type listPlaylistTracks,
  type removePlaylistTrack,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { DataSource, type EntityManager } from 'typeorm';
import { summaryColumns } from '../known-tracks/known-track.row';
import { KnownTracks } from '../known-tracks/known-tracks.service';
import { rows } from '../sql';
import { PlaylistChanges, type ContentChange } from './playlist-changes.service';
import { PlaylistOrder } from './playlist-order';

type TrackRow = TrackSummary & { addedAt: Date };

/** The tracks of a playlist, in order. */
@Injectable()
export class PlaylistTracks {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly changes: PlaylistChanges,
    private readonly knownTracks: KnownTracks,
  ) {}

  async list(input: InputOf<typeof listPlaylistTracks>, call: Call): Promise<OutputOf<typeof listPlaylistTracks>> {
    const { id, page, pageSize } = input;
    const { manager } = this.dataSource;
    const { trackCount } = await this.changes.find(manager, call.identity, id);
    const offset = (page - 1) * pageSize;
    const found = await rows<TrackRow>(
      manager,
      `SELECT ${summaryColumns}, l.added_at AS "addedAt"
       FROM (SELECT track_id, position, added_at FROM playlist_tracks WHERE playlist_id = $1
             ORDER BY position LIMIT $2 OFFSET $3) l
       JOIN known_tracks t ON t.id = l.track_id ORDER BY l.position`,
      [id, pageSize, offset],
    );
    const items = found.map(({ addedAt, ...track }, index) => ({
      position: offset + index,
      addedAt: addedAt.toISOString(),
      track,
    }));
    return { items, total: trackCount, page, pageSize };
  }

  async add(input: InputOf<typeof addPlaylistTracks>, call: Call): Promise<Playlist> {
    const trackIds = [...new Set(input.trackIds)];
    const { venueId } = await this.changes.find(this.dataSource.manager, call.identity, input.id);
    await this.requireUsable(venueId, trackIds, call);
    return this.changes.change(call, input.id, input.version, async (manager, playlist) => {
      const added = await this.insert(manager, playlist, trackIds, input.position);
      return added > 0;
    });
  }

  async remove({ id, trackId }: InputOf<typeof removePlaylistTrack>, call: Call): Promise<Playlist> {
    return this.changes.change(call, id, undefined, async (manager) => {
      const removed = await rows<{ duration: number }>(
        manager,
        `DELETE FROM playlist_tracks l USING known_tracks t
         WHERE l.playlist_id = $1 AND l.track_id = $2 AND t.id = l.track_id RETURNING t.duration`,
        [id, trackId],
      );
      const track = removed[0];
      if (!track)
        throw new DomainError(playlistErrors.playlist_track_not_found, 'The playlist does not hold this track.');
      await this.changes.count(manager, id, { tracks: -1, duration: -Number(track.duration) });
      return true;
    });
  }

  /** Puts tracks into a playlist that was made in this transaction. */
  async append(manager: EntityManager, id: string, trackIds: readonly string[]): Promise<void> {
    if (trackIds.length > 0) await this.insert(manager, { id, trackCount: 0 }, trackIds, undefined);
  }

  /** @throws DomainError `unknown_track` naming the ids that the venue's library does not hold. */
  async requireUsable(venueId: string, trackIds: readonly string[], call: Call): Promise<void> {
    if (trackIds.length === 0) return;
    const usable = await this.knownTracks.usable(venueId, trackIds, call);
    const unknown = trackIds.filter((id) => !usable.has(id));
    if (unknown.length > 0) throw unknownTracks(unknown);
  }

  /** How many were not in the playlist before; the others stay where they are. */
  private async insert(
    manager: EntityManager,
    playlist: { id: string; trackCount: number },
    trackIds: readonly string[],
    index: number | undefined,
  ): Promise<number> {
    const present = await this.present(manager, playlist.id, trackIds);
    const fresh = trackIds.filter((id) => !present.has(id));
    if (fresh.length === 0) return 0;
    if (playlist.trackCount + fresh.length > maxPlaylistTracks) throw playlistFull(playlist.trackCount);
    const positions = await new PlaylistOrder(manager, playlist.id).makeRoom(index, fresh.length);
    const change = await this.write(manager, playlist.id, fresh, positions);
    if (change.tracks !== fresh.length) throw unknownTracks(fresh);
    await this.changes.count(manager, playlist.id, change);
    return fresh.length;
  }

  private async present(manager: EntityManager, id: string, trackIds: readonly string[]): Promise<Set<string>> {
    const found = await rows<{ trackId: string }>(
      manager,
      `SELECT track_id AS "trackId" FROM playlist_tracks WHERE playlist_id = $1 AND track_id = ANY($2::uuid[])`,
      [id, trackIds],
    );
    return new Set(found.map(({ trackId }) => trackId));
  }

  /** Locks the tracks against their deletion: a track that goes in the same moment is either refused or removed. */
  private async write(
    manager: EntityManager,
    id: string,
    trackIds: readonly string[],
    positions: readonly number[],
  ): Promise<ContentChange> {
    const written = await rows<{ duration: string }>(
      manager,
      `WITH live AS (
         SELECT t.id, t.duration FROM known_tracks t
         WHERE t.id = ANY($2::uuid[]) AND t.deleted_at IS NULL ORDER BY t.id FOR SHARE),
       added AS (
         INSERT INTO playlist_tracks (playlist_id, track_id, position)
         SELECT $1, a.id, a.position FROM unnest($2::uuid[], $3::bigint[]) AS a (id, position) JOIN live USING (id)
         RETURNING track_id)
       SELECT live.duration FROM added JOIN live ON live.id = added.track_id`,
      [id, trackIds, positions],
    );
    // Whole milliseconds add up exactly.
    const milliseconds = written.reduce((sum, { duration }) => sum + Math.round(Number(duration) * 1000), 0);
    return { tracks: written.length, duration: milliseconds / 1000 };
  }
}

const unknownTracks = (ids: readonly string[]) =>
  new DomainError(
    playlistErrors.unknown_track,
    ids.length === 1 ? 'The track is not in the venue’s library.' : 'Some tracks are not in the venue’s library.',
    { context: { trackIds: ids.slice(0, 50) } },
  );

const playlistFull = (trackCount: number) =>
  new DomainError(
    playlistErrors.playlist_full,
    `A playlist holds at most ${maxPlaylistTracks} tracks; this one has ${trackCount}.`,
  );
