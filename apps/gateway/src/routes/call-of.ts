import { anonymous, type Identity } from '@djamms/contracts';
import { callFor, type Call } from '@djamms/messaging';
import { traceparentOf } from '@djamms/platform';
import { type FastifyRequest } from 'fastify';

/** After the guard, `user` is who asks. */
export type ApiRequest = FastifyRequest & { user?: Identity };

/** The request as services see it. `X-Forwarded-For` counts only behind a trusted proxy (TRUST_PROXY). */
export function callOf(request: ApiRequest, timeoutMs?: number): Call {
  const origin = { ip: request.ip, userAgent: request.headers['user-agent']?.slice(0, 512) ?? null };
  return callFor(request.user ?? anonymous, { origin, traceparent: traceparentOf(request), timeoutMs });
}
