import { type VenueRole } from '@djamms/contracts';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

@Entity('venues')
export class VenueEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('text') slug!: string;
  @Column('text') name!: string;
  @Column('uuid', { name: 'owner_id' }) ownerId!: string;
  @Column('text', { default: 'UTC' }) timezone!: string;
  @Column('text', { name: 'app_name', nullable: true }) appName!: string | null;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' }) updatedAt!: Date;
}

@Entity('venue_members')
export class VenueMemberEntity {
  @PrimaryColumn('uuid', { name: 'venue_id' }) venueId!: string;
  @PrimaryColumn('uuid', { name: 'user_id' }) userId!: string;
  @Column('text') role!: VenueRole;
  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}
