import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Metrics } from '@djamms/platform';
import { type FastifyInstance } from 'fastify';

/** Rate, errors and duration per route (not per address: their number must stay bounded). */
export function installRequestMetrics(fastify: FastifyInstance, app: NestFastifyApplication): void {
  const seconds = app
    .get(Metrics)
    .histogram('djamms_http_request_seconds', 'Time to answer a request, by route and status', [
      'method',
      'route',
      'status',
    ]);
  fastify.addHook('onResponse', (request, reply, done) => {
    seconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: String(reply.statusCode) },
      reply.elapsedTime / 1000,
    );
    done();
  });
}
