import { createHash } from 'node:crypto';
import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { DomainError, commonErrors, defineErrors } from '@djamms/contracts';
import { personOf, toDomainError } from '@djamms/platform';
import { type FastifyReply } from 'fastify';
import { from, lastValueFrom, mergeMap, of, type Observable } from 'rxjs';
import { type ApiRequest, callOf } from '../routes/call-of';
import { IdempotencyStore } from './idempotency.store';

export const idempotencyErrors = defineErrors({
  idempotency_key_reused: { category: 'rule', title: 'This Idempotency-Key was used with another body' },
  idempotency_in_progress: { category: 'conflict', title: 'A request with this Idempotency-Key is still running' },
});

const keyPattern = /^[\x21-\x7e]{8,128}$/;

/** `Idempotency-Key` (spec, 2-rest): the same key and body give the first answer again; another body is refused. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Idempotency');

  constructor(private readonly store: IdempotencyStore) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const header = request.headers['idempotency-key'];
    if (header === undefined) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.claim(request, header)).pipe(
      mergeMap((claim) => (claim.first ? this.run(claim.key, claim.body, next) : replay(reply, claim.answer))),
    );
  }

  private async claim(request: ApiRequest, header: string | string[]) {
    if (typeof header !== 'string' || !keyPattern.test(header)) {
      throw new DomainError(
        commonErrors.invalid_request,
        'Idempotency-Key must be 8 to 128 printable characters without spaces.',
      );
    }
    const { identity } = callOf(request);
    const person = personOf(identity);
    const key = digest([
      person ? `${person.kind} ${person.id}` : identity.kind,
      request.method,
      request.url.split('?')[0] ?? '',
      header,
    ]);
    const body = digest([JSON.stringify(request.body ?? null)]);
    const entry = await this.store.claim(key, body);
    if (entry.status === 'claimed') return { first: true, key, body } as const;
    if (entry.body !== body)
      throw new DomainError(idempotencyErrors.idempotency_key_reused, 'Use a new key for a new request.');
    if (entry.status === 'running')
      throw new DomainError(idempotencyErrors.idempotency_in_progress, 'Wait a moment, then ask again.', {
        retryAfter: 1,
      });
    return { first: false, answer: entry.answer } as const;
  }

  private run(key: string, body: string, next: CallHandler): Observable<unknown> {
    return from(this.runOnce(key, body, next));
  }

  private async runOnce(key: string, body: string, next: CallHandler): Promise<unknown> {
    let answer: unknown;
    try {
      answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
    } catch (error) {
      if (isCertainlyUndone(error)) await this.attempt(() => this.store.release(key));
      throw error;
    }
    // It is done: that its answer could not be kept must not make it look undone.
    await this.attempt(() => this.store.finish(key, body, answer));
    return answer;
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn(
        `An Idempotency-Key could not be updated: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

/**
 * A refusal, or a service that was not there, changed nothing: the key may be tried again at once. After anything
 * else the work may have been done, so the key stays taken until the claim counts as abandoned.
 */
function isCertainlyUndone(error: unknown): boolean {
  const { error: known } = toDomainError(error);
  return known.status < 500 || known.category === 'unavailable';
}

function replay(reply: FastifyReply, answer: unknown): Observable<unknown> {
  void reply.header('Idempotency-Replayed', 'true');
  return of(answer);
}

const digest = (parts: string[]): string => createHash('sha256').update(parts.join('\n')).digest('base64url');
