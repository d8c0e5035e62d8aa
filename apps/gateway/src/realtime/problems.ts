import { Logger } from '@nestjs/common';
import { invalidRequest, type Problem } from '@djamms/contracts';
import { newTraceparent, traceIdOf } from '@djamms/messaging';
import { toDomainError } from '@djamms/platform';
import { type z } from 'zod';

const logger = new Logger('Realtime');

/** What a window is told of whatever was thrown; a defect of ours is logged whole. */
export function problemOf(thrown: unknown): Problem {
  const { error, isDefect } = toDomainError(thrown);
  const traceId = traceIdOf(newTraceparent());
  if (isDefect) logger.error({ err: thrown, traceId }, 'A socket message failed');
  return error.toProblem(traceId);
}

/** Refuses a connection, with the problem in `data` of connect_error. */
export function connectError(thrown: unknown): Error {
  const problem = problemOf(thrown);
  return Object.assign(new Error(problem.detail), { data: problem });
}

/** @throws DomainError `invalid_request` */
export function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalidRequest(parsed.error);
  return parsed.data;
}
