import { Injectable } from '@nestjs/common';
import {
  systemActor,
  type Actor,
  type Envelope,
  type EventContract,
  type JobContract,
  type PayloadOf,
} from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { actorOf, currentTraceparent, type Call } from '../call';

export interface OutboxOptions {
  /** The venue it belongs to; null when it belongs to none. */
  venueId: string | null;
  /** On whose account; the system's own unless given. */
  call?: Call;
  actor?: Actor;
}

/** Writes events and jobs into the transaction that causes them; the relay publishes them after the commit. */
@Injectable()
export class Outbox {
  async publish<E extends EventContract>(
    manager: EntityManager,
    contract: E,
    payload: PayloadOf<E>,
    options: OutboxOptions,
  ): Promise<void> {
    await this.write(manager, 'event', contract.subject, contract.payload.parse(payload), options);
  }

  async enqueue<J extends JobContract>(
    manager: EntityManager,
    contract: J,
    payload: PayloadOf<J>,
    options: OutboxOptions,
  ): Promise<void> {
    await this.write(manager, 'job', contract.subject, contract.payload.parse(payload), options);
  }

  private async write(
    manager: EntityManager,
    kind: 'event' | 'job',
    subject: string,
    payload: unknown,
    options: OutboxOptions,
  ): Promise<void> {
    const envelope: Envelope = {
      id: uuidv7(),
      subject,
      occurredAt: new Date().toISOString(),
      venueId: options.venueId,
      actor: options.actor ?? (options.call ? actorOf(options.call) : systemActor),
      traceparent: options.call?.traceparent ?? currentTraceparent() ?? null,
      payload,
    };
    await manager.query('INSERT INTO outbox (kind, subject, envelope) VALUES ($1, $2, $3)', [
      kind,
      subject,
      JSON.stringify(envelope),
    ]);
    if (manager.queryRunner)
      manager.queryRunner.data = { ...(manager.queryRunner.data as object), outboxWritten: true };
  }
}
