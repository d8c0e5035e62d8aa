import { type Config } from '@djamms/platform';
import { LocalStorage } from './local-storage';
import { type StorageDriver } from './storage-driver';

/** A bucket where one is configured, else a folder. What talks to buckets is loaded only then: it is not small. */
export async function createStorage(config: Config): Promise<StorageDriver> {
  if (!config.s3) return new LocalStorage(config.storagePath);
  const { S3Storage } = await import('./s3/s3-storage.js');
  return new S3Storage(config.s3);
}
