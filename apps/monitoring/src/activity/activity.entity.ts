import { Column, Entity, PrimaryColumn } from 'typeorm';

/** To read only: entries are written by events and never change. */
@Entity('activity_log')
export class ActivityEntity {
  @PrimaryColumn('uuid', { name: 'log_id' }) id!: string;
  @Column('text', { name: 'event_type' }) eventType!: string;
  @Column('uuid', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('text', { nullable: true }) username!: string | null;
  @Column('uuid', { name: 'venue_id', nullable: true }) venueId!: string | null;
  @Column('jsonb', { name: 'event_data' }) eventData!: Record<string, unknown>;
  @Column('timestamptz') timestamp!: Date;
  @Column('text', { name: 'ip_address', nullable: true }) ipAddress!: string | null;
  @Column('text', { name: 'user_agent', nullable: true }) userAgent!: string | null;
  @Column('uuid', { name: 'session_id', nullable: true }) sessionId!: string | null;
}
