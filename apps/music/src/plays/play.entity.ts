import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One time a track was heard. `id` is the play's own: reported twice, it is kept once. */
@Entity('playback_history')
export class PlayEntity {
  @PrimaryColumn('uuid') id!: string;
  @Column('uuid', { name: 'venue_id' }) venueId!: string;
  @Column('uuid', { name: 'track_id' }) trackId!: string;
  /** As the track was called then. */
  @Column('text') title!: string;
  @Column('text') artist!: string;
  @Column('timestamptz', { name: 'played_at' }) playedAt!: Date;
  /** Seconds. */
  @Column('double precision', { name: 'duration_played' }) durationPlayed!: number;
  @Column('text') source!: string;
  @Column('boolean') counted!: boolean;
}
