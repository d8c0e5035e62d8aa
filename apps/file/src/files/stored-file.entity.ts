import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

export const fileKinds = ['audio', 'artwork'] as const;
export type FileKind = (typeof fileKinds)[number];

/**
 * `stored`: the bytes lie in storage, but no track is known to hold them yet; what stays so is an orphan.
 * `claimed`: a track holds them.
 */
export type FileState = 'stored' | 'claimed';

/** One object in storage. Its bytes never change: another content is another file. */
@Entity('files')
export class StoredFile {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'venue_id' })
  venueId!: string;

  @Column('uuid', { name: 'track_id' })
  trackId!: string;

  @Column('text')
  kind!: FileKind;

  /** Hexadecimal. */
  @Column('text')
  sha256!: string;

  /** Bytes. */
  @Column('bigint', { transformer: { to: (value: number) => value, from: Number } })
  size!: number;

  @Column('text')
  mime!: string;

  @Column('text', { name: 'storage_key' })
  storageKey!: string;

  @Column('text')
  state!: FileState;

  @CreateDateColumn({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
