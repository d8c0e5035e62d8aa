import replyFrom from '@fastify/reply-from';
import { type Config, answerError } from '@djamms/platform';
import { DomainError, commonErrors } from '@djamms/contracts';
import { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';

/**
 * Passes uploads and media on to the file service as streams. Where an ingress or a CDN sends `/media` to the file
 * service itself, or the standalone process serves it here, these wildcard routes are never asked.
 */
export async function installMediaProxy(fastify: FastifyInstance, config: Config): Promise<void> {
  await fastify.register(replyFrom, {
    base: config.fileUrl,
    undici: { connections: 512, pipelining: 1, headersTimeout: 600_000, bodyTimeout: 600_000 },
    disableRequestLogging: true,
  });
  // Multipart bodies are not parsed here: they flow through.
  fastify.addContentTypeParser('multipart/form-data', (_request, payload, done) => done(null, payload));
  for (const path of ['/media/audio/*', '/media/images/*']) {
    fastify.route({ method: ['GET', 'HEAD'], url: path, handler: (request, reply) => void pass(request, reply) });
  }
}

/**
 * Pauses before a file service that went is asked again, ms; the address leads to another replica, or soon does. The
 * answer had not begun, and reading twice changes nothing.
 */
const pausesMs = [50, 150, 400, 800];

function pass(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.from(request.url, {
    retryDelay: ({ err, attempt }) => (isGone(err) ? (pausesMs[attempt] ?? null) : null),
    onError: (failed) => answerError(fileServiceAway(), request, failed as FastifyReply),
  });
}

/** It could not be reached, or hung up before it answered. */
const isGone = (error: (Error & { code?: string }) | null | undefined): boolean =>
  error?.code !== undefined && goneCodes.has(error.code);
const goneCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT']);

export const fileServiceAway = (): DomainError =>
  new DomainError(
    commonErrors.service_unavailable,
    'The file service is not available right now. Try again in a moment.',
    { retryAfter: 2 },
  );
