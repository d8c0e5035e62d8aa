import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { audioProcessed, audioProgressed, processAudio, type PayloadOf, type ProcessingStage } from '@djamms/contracts';
import { type JobContext, Notices, Outbox, Transactions, Work } from '@djamms/messaging';
import { newId } from '@djamms/platform';
import { type ArtworkImage } from '../audio/artwork';
import { FilesService } from '../files/files.service';
import { StoredFile } from '../files/stored-file.entity';
import { ObjectMissing, StorageDriver } from '../storage/storage-driver';
import { artworkKey, parseStorageKey, temporaryKey } from '../storage/storage-key';
import { AudioExaminer, type Findings, nothingMeasured } from './audio-examiner';
import { ProgressNotices } from './progress-notices';

type Job = PayloadOf<typeof processAudio>;
/** A picture as it lies in storage. */
type StoredImage = Pick<StoredFile, 'storageKey' | 'sha256' | 'size'>;

/** The size that lists and now-playing show. */
const thumbnailSize = 300;

/** Works on `processAudio`: examines a stored file and tells what was found. Done twice, it ends the same. */
@Injectable()
export class AudioProcessor {
  private readonly logger = new Logger('AudioProcessor');

  constructor(
    @InjectRepository(StoredFile) private readonly rows: Repository<StoredFile>,
    private readonly files: FilesService,
    private readonly storage: StorageDriver,
    private readonly examiner: AudioExaminer,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly notices: Notices,
  ) {}

  @Work(processAudio, { concurrency: 2 })
  async process(job: Job, { signal, lastAttempt }: JobContext): Promise<void> {
    const file = await this.rows.findOneBy({ id: job.fileId, kind: 'audio' });
    // Deleted before its turn came.
    if (!file) return;
    const tell = (stage: ProcessingStage, progress: number): void => {
      this.notices.publish(audioProgressed, { trackId: job.trackId, venueId: job.venueId, stage, progress });
    };
    try {
      const findings = await this.examine(file, signal, new ProgressNotices(tell));
      const images = await this.storeImages(job.trackId, findings.images);
      await this.conclude(job, findings, images);
      tell('done', 1);
    } catch (error) {
      // Nobody waits for ever: the track is told to play unmeasured, and the dead letter says why.
      if (lastAttempt && !signal.aborted) {
        await this.conclude(job, nothingFound('The file could not be processed'), []);
        tell('failed', 1);
      }
      throw error;
    }
  }

  private async examine(file: StoredFile, signal: AbortSignal, progress: ProgressNotices): Promise<Findings> {
    try {
      return await this.storage.withLocalFile(parseStorageKey(file.storageKey), (path) =>
        this.examiner.examine(path, {
          size: file.size,
          extension: extname(file.storageKey).slice(1),
          signal,
          onProgress: (stage, share) => progress.report(stage, share),
        }),
      );
    } catch (error) {
      if (!(error instanceof ObjectMissing)) throw error;
      this.logger.error({ fileId: file.id }, 'A file is known, but not in storage');
      return nothingFound('The audio file is missing from storage');
    }
  }

  private async storeImages(trackId: string, images: ArtworkImage[]): Promise<StoredImage[]> {
    const stored: StoredImage[] = [];
    for (const { size, jpeg } of images) {
      const temporary = temporaryKey(newId());
      const key = artworkKey(trackId, size);
      try {
        await pipeline([jpeg], await this.storage.createWriteStream(temporary));
        await this.storage.publish(temporary, key);
      } finally {
        await this.storage.remove(temporary);
      }
      stored.push({ storageKey: key, size: jpeg.length, sha256: createHash('sha256').update(jpeg).digest('hex') });
    }
    return stored;
  }

  /** Rows and event together. A track that was deleted meanwhile leaves nothing behind. */
  private async conclude(job: Job, findings: Findings, images: StoredImage[]): Promise<void> {
    const { trackId, fileId, venueId } = job;
    await this.transactions.run(async (manager) => {
      const rows = manager.getRepository(StoredFile);
      const file = await rows.findOne({ where: { id: fileId }, lock: { mode: 'pessimistic_write' } });
      if (!file) return this.files.removeTrack(manager, trackId);
      if (file.state !== 'claimed') await rows.update({ id: fileId }, { state: 'claimed' });
      const artwork = images.map((image) => ({ ...image, ...artworkDefaults, id: newId(), trackId, venueId }));
      if (artwork.length > 0) await rows.upsert(artwork, ['storageKey']);
      const { tags, analysis, failures } = findings;
      const payload = {
        trackId,
        fileId,
        venueId,
        tags,
        analysis,
        thumbnailUrl: thumbnailUrl(trackId, images),
        failures,
      };
      await this.outbox.publish(manager, audioProcessed, payload, { venueId });
    });
    this.files.forget(fileId, trackId);
  }
}

const nothingFound = (failure: string): Findings => ({
  tags: {},
  images: [],
  analysis: nothingMeasured,
  failures: [failure],
});

const artworkDefaults = { kind: 'artwork', mime: 'image/jpeg', state: 'claimed' } as const;

/** The query changes with the picture, so that caches may keep either for ever. */
function thumbnailUrl(trackId: string, images: StoredImage[]): string | null {
  const image = images.find(({ storageKey }) => storageKey === artworkKey(trackId, thumbnailSize));
  return image ? `/media/images/tracks/${trackId}/${thumbnailSize}.jpg?v=${image.sha256.slice(0, 8)}` : null;
}
