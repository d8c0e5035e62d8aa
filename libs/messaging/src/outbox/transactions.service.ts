import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { OutboxRelay } from './outbox-relay.service';

const maxTries = 4;

/** Runs work in one database transaction, again when PostgreSQL asks for that, and tells the relay after the commit. */
@Injectable()
export class Transactions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly relay: OutboxRelay,
  ) {}

  /** `work` may run more than once: everything it does must go through `manager`. */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(work);
      } catch (error) {
        if (attempt >= maxTries || !isRetryable(error)) throw error;
      }
    }
  }

  private async once<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    let outboxWritten = false;
    const result = await this.dataSource.transaction(async (manager) => {
      const value = await work(manager);
      outboxWritten = Boolean((manager.queryRunner?.data as { outboxWritten?: boolean } | undefined)?.outboxWritten);
      return value;
    });
    if (outboxWritten) this.relay.wake();
    return result;
  }
}

/** Serialization failure and deadlock (PostgreSQL "Error Codes", class 40). */
const isRetryable = (error: unknown): boolean => {
  const code = (error as { code?: unknown }).code;
  return code === '40001' || code === '40P01';
};
