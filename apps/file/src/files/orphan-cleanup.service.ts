import { Controller, Logger } from '@nestjs/common';
import { cleanUpFiles, getTrackSummaries, type InputOf, type OutputOf } from '@djamms/contracts';
import { type Call, Handle, Rpc, serviceCall } from '@djamms/messaging';
import { Clock, requireService } from '@djamms/platform';
import { StorageDriver } from '../storage/storage-driver';
import { FilesService } from './files.service';
import { type StoredFile } from './stored-file.entity';

type CleanUpResult = OutputOf<typeof cleanUpFiles>;

/** Longer than it takes from a stored file to its track: what is older was left by a crash. */
const graceMs = 60 * 60_000;
/** Longer than the slowest sender takes for 50 MB. */
const unfinishedGraceMs = 24 * 60 * 60_000;
const batchSize = 200;

/** Finds what a crash left behind: half uploads, and files that no track came to hold. May run at any time, anywhere. */
@Controller()
export class OrphanCleanUp {
  private readonly logger = new Logger('OrphanCleanUp');

  constructor(
    private readonly storage: StorageDriver,
    private readonly files: FilesService,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError when the music service can't be asked; what was not decided stays for the next time. */
  @Handle(cleanUpFiles)
  async run(_: InputOf<typeof cleanUpFiles>, call: Call): Promise<CleanUpResult> {
    requireService(call.identity);
    const now = this.clock.now().getTime();
    const temporary = await this.storage.removeUnfinished(new Date(now - unfinishedGraceMs));
    const result: CleanUpResult = { temporary, orphans: 0, claimed: 0 };
    const before = new Date(now - graceMs);
    while (Date.now() < call.deadline) {
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
      // Another run may be at the same file: who did it counts it.
      if (known.has(file.id)) result.claimed += (await this.files.claimStored(file.id)) ? 1 : 0;
      else result.orphans += (await this.files.remove(file)) ? 1 : 0;
    }
  }
}

function byVenue(files: StoredFile[]): StoredFile[][] {
  const venues = new Map<string, StoredFile[]>();
  for (const file of files) venues.set(file.venueId, [...(venues.get(file.venueId) ?? []), file]);
  return [...venues.values()];
}
