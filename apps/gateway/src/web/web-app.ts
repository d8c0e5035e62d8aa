import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { DomainError, commonErrors } from '@djamms/contracts';
import { answerError } from '@djamms/platform';
import { type FastifyInstance } from 'fastify';

const yearSeconds = 31_536_000;
/** Addresses that belong to machines: no page is ever an answer there. */
const notPages = /^\/(api|media|health|metrics|socket\.io|assets)(\/|$)/;

/** The built web app. Its files carry their hash in the name; only the page itself is asked for again each time. */
export async function serveWebApp(fastify: FastifyInstance, root: string): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: join(root, 'assets'),
    prefix: '/assets/',
    immutable: true,
    maxAge: yearSeconds * 1000,
    decorateReply: true,
  });
  fastify.get('/*', (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    if (notPages.test(path))
      return answerError(
        new DomainError(commonErrors.not_found, 'There is nothing at this address. Check the path and the method.'),
        request,
        reply,
      );
    const file = /^\/[\w-]+\.[a-z0-9]+$/.test(path) ? path.slice(1) : 'index.html';
    return reply
      .header('Cache-Control', 'no-cache')
      .sendFile(file, root, { cacheControl: false, immutable: false, maxAge: 0 });
  });
}
