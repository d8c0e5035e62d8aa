import { Injectable, Logger } from '@nestjs/common';
import { audioProcessed, type AudioAnalysis, type PayloadOf } from '@djamms/contracts';
import { OnEvent, type EventContext } from '@djamms/messaging';
import { type TrackEntity } from './track.entity';
import { TracksService, lock } from './tracks.service';

type Findings = PayloadOf<typeof audioProcessed>;

/** Takes over what the file service found out about a track's file. */
@Injectable()
export class TrackProcessingService {
  private readonly logger = new Logger('TrackProcessing');
  constructor(private readonly tracks: TracksService) {}

  @OnEvent(audioProcessed)
  async apply(findings: Findings, { manager }: EventContext): Promise<void> {
    const track = await lock(manager, findings.trackId);
    if (!track?.isActive) return;
    if (track.fileId !== findings.fileId) {
      this.logger.warn(`Ignored the analysis of file ${findings.fileId}, which track ${track.id} does not have`);
      return;
    }
    const before = { ...track };
    Object.assign(track, outcome(findings), untouchedTags(track, findings.tags), measured(findings.analysis));
    if (findings.thumbnailUrl !== null) track.thumbnailUrl = findings.thumbnailUrl;
    const fields = (Object.keys(before) as (keyof TrackEntity)[]).filter((field) => before[field] !== track[field]);
    await this.tracks.saveChanged(manager, track, fields);
  }
}

/** Failed when nothing could be measured. A single missing measurement leaves the track ready, with a word about it. */
export function outcome({
  analysis,
  failures,
}: Pick<Findings, 'analysis' | 'failures'>): Pick<TrackEntity, 'processing' | 'processingError'> {
  const foundNothing = Object.values(analysis).every((value) => value === null);
  return {
    processing: failures.length > 0 && foundNothing ? 'failed' : 'ready',
    processingError: failures.length > 0 ? failures.join('; ').slice(0, 2_000) : null,
  };
}

/** Tags that nobody typed. A tag the file does not have replaces nothing. */
export function untouchedTags(
  track: Pick<TrackEntity, 'editedFields'>,
  tags: Findings['tags'],
): Partial<Findings['tags']> {
  const typed = new Set<string>(track.editedFields);
  return Object.fromEntries(
    Object.entries(tags).filter(([name, value]) => value !== null && value !== undefined && !typed.has(name)),
  );
}

/** What failed keeps its earlier value, e.g. the duration the upload's container stated. */
const measured = (analysis: AudioAnalysis): Partial<AudioAnalysis> =>
  Object.fromEntries(Object.entries(analysis).filter(([, value]) => value !== null));
