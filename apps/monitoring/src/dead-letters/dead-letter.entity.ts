import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A message that failed at its last try; one event may fail at several consumers. */
@Entity('dead_letters')
export class DeadLetterEntity {
  @PrimaryColumn('uuid') id!: string;
  @PrimaryColumn('text') consumer!: string;
  @Column('text') subject!: string;
  @Column('text') kind!: 'event' | 'job';
  @Column('integer') attempts!: number;
  @Column('text') error!: string;
  @Column('uuid', { name: 'venue_id', nullable: true }) venueId!: string | null;
  @Column('jsonb', { nullable: true }) payload!: unknown;
  @Column('timestamptz', { name: 'failed_at' }) failedAt!: Date;
}
