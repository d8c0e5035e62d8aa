import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { type DomainError } from '@djamms/contracts';
import { traceIdOf } from '@djamms/messaging';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { toDomainError } from './to-domain-error';
import { traceparentOf } from './trace';

const logger = new Logger('Http');

/** Sends an error as RFC 9457 problem details, with the headers that its status asks for. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: DomainError): void {
  if (error.details.retryAfter !== undefined || error.status === 503)
    void reply.header('Retry-After', String(error.details.retryAfter ?? 2));
  // Names of draft-ietf-httpapi-ratelimit-headers.
  if (error.status === 429) {
    void reply.header('RateLimit-Remaining', '0').header('RateLimit-Reset', String(error.details.retryAfter ?? 1));
  }
  if (error.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  // As text, or Fastify would put `charset` behind it and treat the object as an error of its own.
  void reply
    .code(error.status)
    .header('Content-Type', 'application/problem+json')
    .serializer(String)
    .send(JSON.stringify(error.toProblem(traceIdOf(traceparentOf(request)))));
}

/** Answers whatever was thrown; what was not foreseen is logged whole and shown to nobody. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { error, isDefect } = toDomainError(thrown);
  if (isDefect)
    logger.error(
      {
        err: thrown,
        method: request.method,
        path: request.url.split('?')[0],
        traceId: traceIdOf(traceparentOf(request)),
      },
      'A request failed',
    );
  if (!reply.sent) sendProblem(request, reply, error);
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerError(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}
