import { Injectable } from '@nestjs/common';
import {
  DomainError,
  playlistErrors,
  playlistUpdated,
  type playlistCreated,
  type playlistDeleted,
  type Identity,
  type Playlist,
} from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { requireVenue } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { rows } from '../sql';
import { PlaylistEntity, toPlaylist } from './playlist.entity';

type PlaylistEvent = typeof playlistCreated | typeof playlistUpdated | typeof playlistDeleted;

/** What changed besides the playlist's own fields. */
export interface ContentChange {
  tracks: number;
  /** Seconds. */
  duration: number;
}

/** Changes one playlist at a time: its row is locked, so that counts, positions and version always belong together. */
@Injectable()
export class PlaylistChanges {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
  ) {}

  /** @throws DomainError `playlist_not_found` also for what belongs to a venue that the caller can't reach. */
  async find(manager: EntityManager, identity: Identity, id: string): Promise<PlaylistEntity> {
    return visible(await manager.getRepository(PlaylistEntity).findOneBy({ id }), identity);
  }

  /**
   * Runs `work` with the playlist locked. It answers whether anything changed; only then the version grows and
   * the event is published.
   * @throws DomainError `playlist_changed` when `version` is given and no longer current.
   */
  async change(
    call: Call,
    id: string,
    version: number | undefined,
    work: (manager: EntityManager, playlist: PlaylistEntity) => Promise<boolean>,
  ): Promise<Playlist> {
    return this.transactions.run(async (manager) => {
      const playlist = await this.lock(manager, call.identity, id);
      requireVersion(playlist, version);
      if (!(await work(manager, playlist))) return toPlaylist(playlist);
      return this.raiseVersion(manager, playlist.id, call);
    });
  }

  async lock(manager: EntityManager, identity: Identity, id: string): Promise<PlaylistEntity> {
    const repository = manager.getRepository(PlaylistEntity);
    return visible(await repository.findOne({ where: { id }, lock: { mode: 'pessimistic_write' } }), identity);
  }

  async raiseVersion(manager: EntityManager, id: string, call?: Call): Promise<Playlist> {
    await rows(manager, `UPDATE playlists SET version = version + 1, updated_at = now() WHERE id = $1`, [id]);
    return this.announce(manager, id, call);
  }

  async announce(manager: EntityManager, id: string, call?: Call): Promise<Playlist> {
    const playlist = await manager.getRepository(PlaylistEntity).findOneByOrFail({ id });
    await this.publish(manager, playlistUpdated, playlist, call);
    return toPlaylist(playlist);
  }

  async publish(
    manager: EntityManager,
    event: PlaylistEvent,
    { id, venueId, name, version }: PlaylistEntity,
    call?: Call,
  ): Promise<void> {
    await this.outbox.publish(manager, event, { playlistId: id, venueId, name, version }, { venueId, call });
  }

  /** Keeps the counts in step with the tracks; the caller has locked the row. */
  async count(manager: EntityManager, id: string, { tracks, duration }: ContentChange): Promise<void> {
    await rows(
      manager,
      `UPDATE playlists SET track_count = track_count + $2, total_duration = total_duration + $3 WHERE id = $1`,
      [id, tracks, duration],
    );
  }
}

function visible(playlist: PlaylistEntity | null, identity: Identity): PlaylistEntity {
  requireVenue(identity, playlist?.venueId ?? null, playlistErrors.playlist_not_found);
  if (!playlist) throw new DomainError(playlistErrors.playlist_not_found, 'There is no playlist with this id.');
  return playlist;
}

function requireVersion(playlist: PlaylistEntity, version: number | undefined): void {
  if (version === undefined || version === playlist.version) return;
  throw new DomainError(
    playlistErrors.playlist_changed,
    `The playlist is at version ${playlist.version}, not ${version}. Load it again and repeat your change.`,
    { context: { version: playlist.version } },
  );
}
