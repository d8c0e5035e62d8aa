import { Injectable } from '@nestjs/common';
import { accessChanged, getAccess, type OutputOf, type PayloadOf } from '@djamms/contracts';
import { OnBroadcast, Rpc, serviceCall } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { LRUCache } from 'lru-cache';

export type Access = OutputOf<typeof getAccess>;

/** A change takes effect at once where the news arrives, and within this time where it is lost. */
const freshMs = 20_000;
const maxSessions = 20_000;

interface Known {
  userId: string;
  access: Access;
  /** Epoch milliseconds of asking. */
  askedAt: number;
}

interface Question {
  userId: string;
  answer: Promise<Access>;
}

/**
 * What the bearers of tokens may do, asked of auth once in a while. When auth is away, what is known stays in force:
 * without auth nothing can have changed.
 */
@Injectable()
export class AccessCache {
  private readonly known = new LRUCache<string, Known>({ max: maxSessions });
  private readonly open = new Map<string, Question>();

  constructor(
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `service_unavailable` when auth is away and the session is not known here. */
  get(userId: string, sessionId: string): Promise<Access> {
    const known = this.known.get(sessionId);
    if (known && this.now() - known.askedAt < freshMs) return Promise.resolve(known.access);
    return this.open.get(sessionId)?.answer ?? this.ask(userId, sessionId, known);
  }

  /** An answer that is under way may be from before the change: who waits for it gets it, but it is not kept. */
  @OnBroadcast(accessChanged)
  forget({ userId }: PayloadOf<typeof accessChanged>): void {
    for (const [sessionId, { userId: owner }] of this.known.entries())
      if (owner === userId) this.known.delete(sessionId);
    for (const [sessionId, { userId: owner }] of this.open) if (owner === userId) this.open.delete(sessionId);
  }

  private ask(userId: string, sessionId: string, known: Known | undefined): Promise<Access> {
    const askedAt = this.now();
    const question: Question = { userId, answer: this.answerOf(userId, sessionId, known) };
    this.open.set(sessionId, question);
    const isOpen = () => this.open.get(sessionId) === question;
    question.answer.then(
      (access) => {
        if (!isOpen()) return;
        this.open.delete(sessionId);
        if (access !== known?.access) this.known.set(sessionId, { userId, access, askedAt });
      },
      () => {
        if (isOpen()) this.open.delete(sessionId);
      },
    );
    return question.answer;
  }

  private async answerOf(userId: string, sessionId: string, known: Known | undefined): Promise<Access> {
    try {
      return await this.rpc.request(getAccess, { userId, sessionId }, serviceCall('gateway'));
    } catch (error) {
      if (known) return known.access;
      throw error;
    }
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
