import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { type Config } from '@djamms/platform';
import createFastify, { type FastifyInstance } from 'fastify';

/** `cdn`: the origin that media URLs lead to, where it is another one. */
const contentSecurityPolicy = (cdn: readonly string[]) => ({
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:', ...cdn],
    mediaSrc: ["'self'", 'blob:', ...cdn],
    styleSrc: ["'self'", "'unsafe-inline'"],
    connectSrc: ["'self'", 'ws:', 'wss:', ...cdn],
    objectSrc: ["'none'"],
    frameAncestors: ["'self'"],
    // A venue's own network often has no TLS.
    upgradeInsecureRequests: null,
  },
});

const optionsFor = (cdn: readonly string[]): FastifyHelmetOptions => ({
  contentSecurityPolicy: contentSecurityPolicy(cdn),
  referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  strictTransportSecurity: false,
  crossOriginResourcePolicy: { policy: 'same-site' },
});

/** Helmet's headers on every answer. They are always the same, so helmet is asked once and not for each request. */
export async function installSecurityHeaders(fastify: FastifyInstance, config: Config): Promise<void> {
  const headers = await askHelmet(config.cdnBaseUrl === undefined ? [] : [new URL(config.cdnBaseUrl).origin]);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

async function askHelmet(cdn: readonly string[]): Promise<Record<string, string>> {
  const probe = createFastify();
  await probe.register(helmet, optionsFor(cdn));
  const asked = new Promise<OutgoingHttpHeaders>((resolve) => {
    probe.get('/', (_request, reply) => {
      resolve(reply.raw.getHeaders());
      reply.hijack();
    });
  });
  await probe.ready();
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', url: '/' });
  probe.routing(request, new ServerResponse(request));
  return Object.fromEntries(Object.entries(await asked).map(([name, value]) => [name, String(value)]));
}
