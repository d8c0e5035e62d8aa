import { type InputOf, type ProcessingState, type Track, type updateTrack } from '@djamms/contracts';
import { type z } from 'zod';
import { Column, Entity, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** Fields that staff may change. */
export type EditableField = keyof Omit<InputOf<typeof updateTrack>, 'id' | 'version'>;

/** PostgreSQL gives bigint as text; a file's size is far below what a number holds exactly. */
const bigintAsNumber: ValueTransformer = {
  to: (value: number | null) => value,
  from: (value: string | null) => (value === null ? null : Number(value)),
};
const real = 'double precision';

@Entity('tracks')
export class TrackEntity {
  @PrimaryColumn('uuid') id!: string;
  /** Null for tracks shared by all venues. */
  @Column('uuid', { name: 'venue_id', nullable: true }) venueId!: string | null;
  @Column('text') title!: string;
  @Column('text') artist!: string;
  @Column('text', { nullable: true }) album!: string | null;
  @Column('text', { name: 'album_artist', nullable: true }) albumArtist!: string | null;
  @Column('text', { nullable: true }) genre!: string | null;
  /** Seconds. */
  @Column(real) duration!: number;
  @Column('integer', { nullable: true }) year!: number | null;
  @Column('integer', { name: 'track_no', nullable: true }) trackNo!: number | null;
  @Column('text', { nullable: true }) isrc!: string | null;
  @Column('text') source!: Track['source'];
  @Column('text', { name: 'video_id', nullable: true }) videoId!: string | null;
  /** Bits per second. */
  @Column('integer', { nullable: true }) bitrate!: number | null;
  @Column('bigint', { name: 'file_size', nullable: true, transformer: bigintAsNumber }) fileSize!: number | null;
  @Column('uuid', { name: 'file_id', nullable: true }) fileId!: string | null;
  @Column('text', { name: 'file_path', nullable: true }) filePath!: string | null;
  @Column('text', { nullable: true }) sha256!: string | null;
  @Column('text', { nullable: true }) mime!: string | null;
  @Column('text', { name: 'thumbnail_url', nullable: true }) thumbnailUrl!: string | null;
  /** Counted plays as of `popularityAt`; see plays/popularity.ts. */
  @Column(real) popularity!: number;
  @Column('timestamptz', { name: 'popularity_at', nullable: true }) popularityAt!: Date | null;
  @Column('integer', { name: 'play_count' }) playCount!: number;
  @Column(real, { name: 'real_end_offset', nullable: true }) realEndOffset!: number | null;
  @Column(real, { name: 'cue_in', nullable: true }) cueIn!: number | null;
  @Column(real, { name: 'loudness_lufs', nullable: true }) loudnessLufs!: number | null;
  @Column(real, { name: 'true_peak_db', nullable: true }) truePeakDb!: number | null;
  @Column(real, { nullable: true }) bpm!: number | null;
  @Column('text', { name: 'musical_key', nullable: true }) musicalKey!: string | null;
  /** What staff typed; analysis leaves it alone. */
  @Column('text', { name: 'edited_fields', array: true }) editedFields!: EditableField[];
  @Column('text') processing!: z.infer<typeof ProcessingState>;
  @Column('text', { name: 'processing_error', nullable: true }) processingError!: string | null;
  /** Times in a row that a player could not play it; see broken.ts. */
  @Column('integer', { name: 'playback_failures' }) playbackFailures!: number;
  @Column('boolean', { name: 'is_active' }) isActive!: boolean;
  @Column('integer') version!: number;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
}
