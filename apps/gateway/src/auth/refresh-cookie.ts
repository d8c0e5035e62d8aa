import { type CookieSerializeOptions } from '@fastify/cookie';
import { type FastifyReply, type FastifyRequest } from 'fastify';

const name = 'djamms_refresh';
const maxAgeSeconds = 30 * 86_400;

/** Sent to the auth routes only, never by another site's page, never readable by scripts. `Secure` wherever TLS is used. */
const options = (request: FastifyRequest): CookieSerializeOptions => ({
  httpOnly: true,
  sameSite: 'strict',
  secure: request.protocol === 'https',
  path: '/api/auth',
});

export const refreshCookieOf = (request: FastifyRequest): string | undefined => request.cookies[name];

export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.setCookie(name, token, { ...options(request), maxAge: maxAgeSeconds });
}

export function clearRefreshCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.clearCookie(name, options(request));
}
