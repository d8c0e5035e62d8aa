import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';
import { type Playlist } from '@djamms/contracts';

/** PostgreSQL gives numeric as text. */
const seconds: ValueTransformer = { to: (value: number) => value, from: (value: string) => Number(value) };

@Entity('playlists')
export class PlaylistEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'venue_id' }) venueId!: string;
  @Column('uuid', { name: 'owner_id' }) ownerId!: string;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) description!: string | null;
  @Column('text') source!: Playlist['source'];
  @Column('text', { name: 'cover_image_url', nullable: true }) coverImageUrl!: string | null;
  @Column('boolean', { name: 'is_public' }) isPublic!: boolean;
  @Column('boolean', { name: 'is_default' }) isDefault!: boolean;
  @Column('text', { nullable: true }) category!: string | null;
  @Column('text', { array: true }) tags!: string[];
  @Column('integer', { name: 'track_count' }) trackCount!: number;
  @Column('numeric', { name: 'total_duration', transformer: seconds }) totalDuration!: number;
  @Column('integer', { name: 'play_count' }) playCount!: number;
  @Column('timestamptz', { name: 'last_played_at', nullable: true }) lastPlayedAt!: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
  @Column('integer') version!: number;
}

export const toPlaylist = (entity: PlaylistEntity): Playlist => ({
  id: entity.id,
  venueId: entity.venueId,
  ownerId: entity.ownerId,
  name: entity.name,
  description: entity.description,
  source: entity.source,
  coverImageUrl: entity.coverImageUrl,
  isPublic: entity.isPublic,
  isDefault: entity.isDefault,
  category: entity.category,
  tags: entity.tags,
  trackCount: entity.trackCount,
  totalDuration: entity.totalDuration,
  playCount: entity.playCount,
  lastPlayedAt: entity.lastPlayedAt?.toISOString() ?? null,
  createdAt: entity.createdAt.toISOString(),
  updatedAt: entity.updatedAt.toISOString(),
  version: entity.version,
});
