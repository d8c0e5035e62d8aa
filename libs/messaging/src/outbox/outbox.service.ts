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

/** An event with its payload, still unwritten. */
export interface Fact {
  contract: EventContract;
  payload: unknown;
}

/** Pairs an event with the payload that its contract asks for. */
export const factOf = <E extends EventContract>(contract: E, payload: PayloadOf<E>): Fact => ({ contract, payload });

interface Entry {
  kind: 'event' | 'job';
  subject: string;
  payload: unknown;
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
    await this.publishAll(manager, [{ contract, payload }], options);
  }

  /** Several events in one statement; they are relayed in this order. */
  async publishAll(manager: EntityManager, facts: readonly Fact[], options: OutboxOptions): Promise<void> {
    const entries = facts.map(({ contract, payload }): Entry => ({
      kind: 'event',
      subject: contract.subject,
      payload: contract.payload.parse(payload),
    }));
    if (entries.length > 0) await this.write(manager, entries, options);
  }

  async enqueue<J extends JobContract>(
    manager: EntityManager,
    contract: J,
    payload: PayloadOf<J>,
    options: OutboxOptions,
  ): Promise<void> {
    const entry: Entry = { kind: 'job', subject: contract.subject, payload: contract.payload.parse(payload) };
    await this.write(manager, [entry], options);
  }

  private async write(manager: EntityManager, entries: readonly Entry[], options: OutboxOptions): Promise<void> {
    // Rows of parameters, not arrays: a long text would have to be quoted in one.
    const row = (first: number): string => `($${first}, $${first + 1}, $${first + 2})`;
    await manager.query(
      `INSERT INTO outbox (kind, subject, envelope) VALUES ${entries.map((_, index) => row(3 * index + 1)).join(', ')}`,
      entries.flatMap((entry) => [entry.kind, entry.subject, JSON.stringify(envelopeOf(entry, options))]),
    );
    if (manager.queryRunner)
      manager.queryRunner.data = { ...(manager.queryRunner.data as object), outboxWritten: true };
  }
}

const envelopeOf = ({ subject, payload }: Entry, options: OutboxOptions): Envelope => ({
  id: uuidv7(),
  subject,
  occurredAt: new Date().toISOString(),
  venueId: options.venueId,
  actor: options.actor ?? (options.call ? actorOf(options.call) : systemActor),
  traceparent: options.call?.traceparent ?? currentTraceparent() ?? null,
  payload,
});
