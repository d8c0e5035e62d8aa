import { IncomingMessage, ServerResponse, type OutgoingHttpHeaders } from 'node:http';
import { Socket } from 'node:net';
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import createFastify, { type FastifyInstance } from 'fastify';

const contentSecurityPolicy = {
  directives: {
    defaultSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    styleSrc: ["'self'", "'unsafe-inline'"],
    connectSrc: ["'self'", 'ws:', 'wss:'],
    objectSrc: ["'none'"],
    frameAncestors: ["'self'"],
    // A venue's own network often has no TLS.
    upgradeInsecureRequests: null,
  },
};

const options: FastifyHelmetOptions = {
  contentSecurityPolicy,
  referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  strictTransportSecurity: false,
  crossOriginResourcePolicy: { policy: 'same-site' },
};

/** Helmet's headers on every answer. They are always the same, so helmet is asked once and not for each request. */
export async function installSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const headers = await askHelmet();
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}

async function askHelmet(): Promise<Record<string, string>> {
  const probe = createFastify();
  await probe.register(helmet, options);
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
