import { Injectable, Logger } from '@nestjs/common';
import { getTrackSummaries } from '@djamms/contracts';
import { Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { StorageDriver } from '../storage/storage-driver';
import { FilesService } from './files.service';
import { type StoredFile } from './stored-file.entity';

export interface CleanUpResult {
  /** Unfinished uploads that were removed. */
  temporary: number;
  /** Files without a track that were removed. */
  orphans: number;
  /** Files whose track turned out to exist. */
  claimed: number;
}

/** Longer than any upload takes: what is older was left by a crash. */
const graceMs = 60 * 60_000;
const batchSize = 200;

/** Finds what a crash left behind: half uploads, and files that no track came to hold. May run at any time, anywhere. */
@Injectable()
export class OrphanCleanUp {
  private readonly logger = new Logger('OrphanCleanUp');

  constructor(
    private readonly storage: StorageDriver,
    private readonly files: FilesService,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError when the music service can't be asked; what was not decided stays for the next time. */
  async run(): Promise<CleanUpResult> {
    const before = new Date(this.clock.now().getTime() - graceMs);
    const result: CleanUpResult = { temporary: await this.storage.removeUnfinished(before), orphans: 0, claimed: 0 };
    for (;;) {
      const batch = await this.files.unclaimed(before, batchSize);
      for (const ofVenue of byVenue(batch)) await this.settle(ofVenue, result);
      if (batch.length < batchSize) break;
    }
    if (Object.values(result).some((count: number) => count > 0)) this.logger.log(result, 'Cleaned up');
    return result;
  }

  /** Each file is either claimed or removed, so that the next batch is another one. */
  private async settle(files: StoredFile[], result: CleanUpResult): Promise<void> {
    const venueId = files[0]?.venueId;
    if (venueId === undefined) return;
    const ids = files.map((file) => file.trackId);
    const { items } = await this.rpc.request(getTrackSummaries, { venueId, ids }, serviceCall('file'));
    const known = new Set(items.map((track) => track.fileId));
    for (const file of files) {
      if (known.has(file.id)) {
        await this.files.claim(file.id);
        result.claimed++;
      } else {
        await this.files.remove(file);
        result.orphans++;
      }
    }
  }
}

function byVenue(files: StoredFile[]): StoredFile[][] {
  const venues = new Map<string, StoredFile[]>();
  for (const file of files) venues.set(file.venueId, [...(venues.get(file.venueId) ?? []), file]);
  return [...venues.values()];
}
