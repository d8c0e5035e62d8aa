import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  playlistCreated,
  playlistDeleted,
  playlistUpdated,
  type InputOf,
  type OutputOf,
  type Playlist,
  type createPlaylist,
  type getPlaylist,
  type listPlaylists,
  type updatePlaylist,
} from '@djamms/contracts';
import { Transactions, type Call } from '@djamms/messaging';
import { newId, requireUser, venueOf } from '@djamms/platform';
import { type EntityManager, Repository } from 'typeorm';
import { KnownTracks } from '../known-tracks/known-tracks.service';
import { rows } from '../sql';
import { PlaylistChanges } from './playlist-changes.service';
import { PlaylistEntity, toPlaylist } from './playlist.entity';
import { PlaylistTracks } from './playlist-tracks.service';

type SortField = InputOf<typeof listPlaylists>['sort'] extends `${infer Field}:${string}` ? Field : never;

const sortColumns: Record<SortField, string> = {
  name: 'lower(p.name)',
  createdAt: 'p.created_at',
  updatedAt: 'p.updated_at',
  trackCount: 'p.track_count',
  playCount: 'p.play_count',
  lastPlayedAt: 'p.last_played_at',
};

/** A venue's playlists; their tracks are in PlaylistTracks. */
@Injectable()
export class PlaylistsService {
  constructor(
    @InjectRepository(PlaylistEntity) private readonly playlists: Repository<PlaylistEntity>,
    private readonly transactions: Transactions,
    private readonly changes: PlaylistChanges,
    private readonly tracks: PlaylistTracks,
    private readonly knownTracks: KnownTracks,
  ) {}

  async list(input: InputOf<typeof listPlaylists>, call: Call): Promise<OutputOf<typeof listPlaylists>> {
    const { page, pageSize, q, source, sort } = input;
    const venueId = venueOf(call.identity, input.venueId);
    const [field, direction] = sort.split(':') as [SortField, 'asc' | 'desc'];
    const query = this.playlists.createQueryBuilder('p').where('p.venueId = :venueId', { venueId });
    if (q) query.andWhere('p.name ILIKE :pattern', { pattern: `%${q.replace(/[\\%_]/g, '\\$&')}%` });
    if (source) query.andWhere('p.source = :source', { source });
    const total = await query.getCount();
    query
      .addSelect(sortColumns[field], 'sort_key')
      .orderBy('sort_key', direction === 'asc' ? 'ASC' : 'DESC', 'NULLS LAST')
      .addOrderBy('p.id')
      .offset((page - 1) * pageSize)
      .limit(pageSize);
    return { items: (await query.getMany()).map(toPlaylist), total, page, pageSize };
  }

  async get({ id }: InputOf<typeof getPlaylist>, call: Call): Promise<Playlist> {
    return toPlaylist(await this.changes.find(this.playlists.manager, call.identity, id));
  }

  async create(input: InputOf<typeof createPlaylist>, call: Call): Promise<Playlist> {
    const venueId = venueOf(call.identity, input.venueId);
    const ownerId = requireUser(call.identity).userId;
    const trackIds = [...new Set(input.trackIds ?? [])];
    await this.tracks.requireUsable(venueId, trackIds, call);
    const { name, description = null, isPublic = false, isDefault = false, category = null, tags = [] } = input;
    return this.transactions.run(async (manager) => {
      const fields = { id: newId(), venueId, ownerId, name, description, isPublic, isDefault, category, tags };
      if (isDefault) await this.giveUpDefault(manager, venueId, fields.id, call);
      await manager.getRepository(PlaylistEntity).insert(fields);
      await this.tracks.append(manager, fields.id, trackIds);
      const created = await manager.getRepository(PlaylistEntity).findOneByOrFail({ id: fields.id });
      await this.changes.publish(manager, playlistCreated, created, call);
      return toPlaylist(created);
    });
  }

  async update(input: InputOf<typeof updatePlaylist>, call: Call): Promise<Playlist> {
    const { id, version, ...fields } = input;
    return this.changes.change(call, id, version, async (manager, playlist) => {
      if (Object.values(fields).every((value) => value === undefined)) return false;
      if (fields.isDefault) await this.giveUpDefault(manager, playlist.venueId, id, call);
      await manager.getRepository(PlaylistEntity).update({ id }, fields);
      return true;
    });
  }

  async delete({ id }: { id: string }, call: Call): Promise<{ success: true }> {
    return this.transactions.run(async (manager) => {
      const playlist = await this.changes.lock(manager, call.identity, id);
      await manager.getRepository(PlaylistEntity).delete({ id });
      await this.changes.publish(manager, playlistDeleted, playlist, call);
      return { success: true as const };
    });
  }

  /**
   * Takes "default" from the venue's other playlist. Of two that want it at once the later one gets it: the lock
   * makes them take turns, as the unique index alone would refuse one of them.
   */
  private async giveUpDefault(manager: EntityManager, venueId: string, except: string, call: Call): Promise<void> {
    await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`playlist.default.${venueId}`]);
    const former = await rows<{ id: string }>(
      manager,
      `UPDATE playlists SET is_default = false, version = version + 1, updated_at = now()
       WHERE venue_id = $1 AND is_default AND id <> $2 RETURNING id`,
      [venueId, except],
    );
    for (const { id } of former) {
      const playlist = await manager.getRepository(PlaylistEntity).findOneByOrFail({ id });
      await this.changes.publish(manager, playlistUpdated, playlist, call);
    }
  }
}
