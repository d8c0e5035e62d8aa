import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { natsAddress } from '@djamms/messaging';
import { unique } from './factories';
import { serverUrls } from './jest/environment';
import { createTestDatabase, type TestDatabase } from './test-database';

/** The same in every test, so that a process can be started again on a kept place. */
const testSecrets = {
  JWT_SECRET: 'jwt-secret-of-the-tests-and-of-nothing-else',
  ENCRYPTION_KEY: 'encryption-key-of-the-tests-and-nothing-else',
};

/** Where one test system lives on the run's servers: nothing of it is shared with another. */
export class TestPlace {
  private constructor(
    readonly database: TestDatabase,
    readonly natsUrl: string,
    /** Before every subject and stream. */
    readonly natsPrefix: string,
    /** Temporary: storage and logs. */
    readonly folder: string,
  ) {}

  static async make(): Promise<TestPlace> {
    const { natsUrl, folder: parent } = serverUrls();
    const [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(parent, 'place-'))]);
    return new TestPlace(database, natsUrl, `t${unique()}.`, folder);
  }

  /** What a service needs to run here. */
  environment(): Record<string, string> {
    return {
      ...testSecrets,
      DATABASE_URL: this.database.url,
      DATABASE_POOL_SIZE: '5',
      NATS_URL: this.natsUrl,
      NATS_PREFIX: this.natsPrefix,
      STORAGE_PATH: join(this.folder, 'storage'),
      LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
    };
  }

  async remove(): Promise<void> {
    await Promise.all([
      this.database.drop(),
      this.removeStreams(),
      rm(this.folder, { recursive: true, force: true, maxRetries: 5 }),
    ]);
  }

  private async removeStreams(): Promise<void> {
    const connection = await connect(natsAddress(this.natsUrl));
    try {
      const manager = await jetstreamManager(connection);
      for await (const stream of manager.streams.list(`${this.natsPrefix}>`)) {
        await manager.streams.delete(stream.config.name);
      }
    } finally {
      await connection.close();
    }
  }
}
