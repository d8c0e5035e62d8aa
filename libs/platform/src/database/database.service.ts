import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, Optional, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Config } from '../config/config';
import { Health } from '../health/health.service';
import { provisionDatabase, sealDatabase, type Seal } from './provision';
import { connectionOptions } from './data-source';

export const DATABASE_SERVICE_NAME = Symbol('DATABASE_SERVICE_NAME');
export const DATABASE_SEAL = Symbol('DATABASE_SEAL');
const maxPauseMs = 10_000;

/** Brings the service's database up in the background: role, schema, connection, migrations; for as long as it takes. */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private stopped = false;
  private markReady: () => void = () => undefined;
  private readonly readiness = new Promise<void>((resolve) => (this.markReady = resolve));

  constructor(
    private readonly config: Config,
    private readonly health: Health,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(DATABASE_SERVICE_NAME) private readonly service: string,
    @Optional() @Inject(DATABASE_SEAL) private readonly seal?: Seal,
  ) {}

  onModuleInit(): void {
    this.health.register('database', async () => {
      if (!this.dataSource.isInitialized) throw new Error('not connected yet');
      await this.dataSource.query('SELECT 1');
    });
    void this.connect();
  }

  /** Resolves when migrations have run and queries can be made. */
  ready(): Promise<void> {
    return this.readiness;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async connect(): Promise<void> {
    for (let attempt = 1; !this.stopped; attempt++) {
      try {
        await this.open();
        return this.markReady();
      } catch (error) {
        this.logger.warn(`Waiting for the database: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(Math.min(maxPauseMs, 250 * 2 ** Math.min(attempt, 6)));
      }
    }
  }

  private async open(): Promise<void> {
    const database = await provisionDatabase(this.config, this.service);
    const { url, schema } = database;
    if (this.stopped) return;
    this.dataSource.setOptions(connectionOptions(url, schema, this.config.databasePoolSize));
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
    await this.migrate(url, schema);
    if (this.seal) await sealDatabase(this.config, database, this.seal);
  }

  /** Under a lock of its own connection: of several replicas that start at once, one migrates and the others wait. */
  private async migrate(url: string, schema: string): Promise<void> {
    const lock = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    await lock.connect();
    try {
      await lock.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`djamms.migrate.${schema}`]);
      const done = await this.dataSource.runMigrations({ transaction: 'each' });
      if (done.length > 0) this.logger.log(`Ran ${done.length} migrations of ${schema}`);
    } finally {
      await lock.end();
    }
  }
}
