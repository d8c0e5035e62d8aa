import { newTraceparent, runInTrace, traceIdOf } from '@djamms/messaging';
import { type FastifyInstance, type FastifyRequest } from 'fastify';

const traces = new WeakMap<object, string>();

/** The trace of a request: the caller's (W3C Trace Context) or a new one. */
export function traceparentOf(request: FastifyRequest): string {
  const known = traces.get(request.raw);
  if (known) return known;
  const header = request.headers.traceparent;
  const traceparent = newTraceparent(typeof header === 'string' ? header : null);
  traces.set(request.raw, traceparent);
  return traceparent;
}

/** Runs every request of the server inside its trace, and tells the trace id in the answer. */
export function installTracing(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const traceparent = traceparentOf(request);
    void reply.header('X-Trace-Id', traceIdOf(traceparent));
    runInTrace(traceparent, done);
  });
}
