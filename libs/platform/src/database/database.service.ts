import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { backoffMs, isDatabaseAway } from '@djamms/messaging';
import { DataSource } from 'typeorm';
import { Config } from '../config/config';
import { Health } from '../health/health.service';
import { connectionOptions } from './data-source';
import { migrateSchema, pendingMigrations } from './migrate';
import { provisionDatabase, schemaExists, type ServiceDatabase } from './provision';
import { DATABASE_SCHEMA, type ServiceSchema } from './schema';

const pauses = { first: 250, most: 5_000 };

/** What the process is at, or waits for. */
type Stage =
  { at: 'waiting'; detail: string } | { at: 'migrating' } | { at: 'failing'; detail: string } | { at: 'ready' };

/** Brings the service's database up in the background: role, schema, migrations, connection; for as long as it takes. */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('Database');
  private readonly stopped = new AbortController();
  private stage: Stage = { at: 'waiting', detail: 'waits for PostgreSQL' };
  private markReady: () => void = () => undefined;
  private readonly readiness = new Promise<void>((resolve) => (this.markReady = resolve));

  constructor(
    private readonly config: Config,
    private readonly health: Health,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(DATABASE_SCHEMA) private readonly schema: ServiceSchema,
  ) {}

  onModuleInit(): void {
    this.health.register('database', () => this.check());
    this.health.registerStart('migrations', () => this.checkStart());
    void this.connect();
  }

  /** Resolves when migrations have run and queries can be made. */
  ready(): Promise<void> {
    return this.readiness;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped.abort();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async check(): Promise<void> {
    const { stage } = this;
    if (stage.at === 'migrating') throw new Error('runs the migrations, or waits for another process that does');
    if (stage.at !== 'ready') throw new Error(stage.detail);
    try {
      await this.dataSource.query('SELECT 1');
    } catch (error) {
      throw new Error(`waits for PostgreSQL: ${describe(error)}`, { cause: error });
    }
  }

  /** Waiting for PostgreSQL, or for somebody else's migrations, is no part of the start: it can take for ever. */
  private checkStart(): void {
    if (this.stage.at === 'migrating') throw new Error('the migrations are running');
    if (this.stage.at === 'failing') throw new Error(this.stage.detail);
  }

  private async connect(): Promise<void> {
    const { signal } = this.stopped;
    for (let attempt = 1; !signal.aborted; attempt++) {
      try {
        await this.open();
        this.stage = { at: 'ready' };
        return this.markReady();
      } catch (error) {
        if (signal.aborted) return;
        this.stage = this.stageOf(error);
        this.logger.warn(this.stage.detail);
        await sleep(backoffMs(attempt, pauses), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private stageOf(error: unknown): Extract<Stage, { detail: string }> {
    if (error instanceof NotMigrated) return { at: 'waiting', detail: `waits for migrations: ${error.message}` };
    const isAway = isDatabaseAway(error) || this.stage.at !== 'migrating';
    return isAway
      ? { at: 'waiting', detail: `waits for PostgreSQL: ${describe(error)}` }
      : { at: 'failing', detail: `the migrations failed: ${describe(error)}` };
  }

  private async open(): Promise<void> {
    const { url, schema } = await (this.config.migrations === 'run' ? this.migrate() : this.findMade());
    this.stopped.signal.throwIfAborted();
    this.dataSource.setOptions(connectionOptions(url, schema, this.config.databasePoolSize));
    if (!this.dataSource.isInitialized) await this.dataSource.initialize();
    if (this.config.migrations === 'wait') await this.requireMigrations();
  }

  private async migrate(): Promise<ServiceDatabase> {
    const { signal } = this.stopped;
    // What is away is noticed before it counts as a start that is under way.
    await schemaExists(this.config, this.schema.service);
    this.stage = { at: 'migrating' };
    const { database, ran } = await migrateSchema(this.config, this.schema, { signal, logger: this.logger });
    if (ran.length > 0) this.logger.log(`Ran ${ran.length} migrations of ${database.schema}`);
    return database;
  }

  /** The login follows the keys of this process, so it is made here also where the schema is made by somebody else. */
  private async findMade(): Promise<ServiceDatabase> {
    const { service } = this.schema;
    if (!(await schemaExists(this.config, service))) throw new NotMigrated(`the schema ${service} is not there`);
    return provisionDatabase(this.config, service);
  }

  /** A database that is newer than this version knows lacks nothing. */
  private async requireMigrations(): Promise<void> {
    const missing = await pendingMigrations(this.dataSource, this.schema.service, this.schema.migrations);
    if (missing.length > 0) throw new NotMigrated(missing.join(', '));
  }
}

/** Somebody else's part has not been done yet. */
class NotMigrated extends Error {}

const describe = (error: unknown): string =>
  error instanceof AggregateError
    ? error.errors.map(describe).join('; ')
    : error instanceof Error
      ? error.message || error.name
      : String(error);
