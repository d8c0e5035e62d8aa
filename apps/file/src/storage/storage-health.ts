import { Injectable, type OnModuleInit } from '@nestjs/common';
import { maxUploadBytes } from '@djamms/contracts';
import { Health } from '@djamms/platform';
import { StorageDriver } from './storage-driver';

/** Room for a few uploads more; with less, the operator has to act before the next one fails. */
const leastFree = 4 * maxUploadBytes;

/** Ready means: files can be written, and there is room for them. */
@Injectable()
export class StorageHealth implements OnModuleInit {
  constructor(
    private readonly health: Health,
    private readonly storage: StorageDriver,
  ) {}

  onModuleInit(): void {
    this.health.register('storage', async () => {
      const { free } = await this.storage.check();
      if (free !== null && free < leastFree) throw new Error(`only ${Math.floor(free / 1024 / 1024)} MB free`);
    });
  }
}
