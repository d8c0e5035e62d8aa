import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Identity, Origin } from '@djamms/contracts';
import { callFor, type Call } from '@djamms/messaging';
import { z } from 'zod';
import { Config } from '../config/config';

/** Signed URLs end on a grid of this many seconds, so that the same file keeps the same URL for a while and caches can work. */
const gridSeconds = 3_600;

const keyFor = (config: Config, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', config.encryptionKey, '', `djamms ${purpose}`, 32));
const sign = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Signs paths below `/media`: who has the URL may read the file until it ends, without another question to anybody. */
@Injectable()
export class MediaSigner {
  private readonly key: Buffer;
  constructor(config: Config) {
    this.key = keyFor(config, 'media url');
  }

  /** @returns the path with `exp` (epoch seconds) and `sig`, valid for at least `ttlSeconds` and at most an hour longer. */
  sign(path: string, ttlSeconds: number, now = Date.now()): { url: string; expiresAt: Date } {
    const expires = Math.ceil((now / 1000 + ttlSeconds) / gridSeconds) * gridSeconds;
    return {
      url: `${path}?exp=${expires}&sig=${sign(this.key, `${path}\n${expires}`)}`,
      expiresAt: new Date(expires * 1000),
    };
  }

  verify(path: string, expires: string, signature: string, now = Date.now()): boolean {
    return (
      /^\d{1,12}$/.test(expires) &&
      Number(expires) * 1000 > now &&
      isEqual(signature, sign(this.key, `${path}\n${expires}`))
    );
  }
}

const SignedCall = z.object({ identity: Identity, origin: Origin, traceparent: z.string(), expires: z.number() });
const signedCallTtlMs = 10 * 60_000;

/** Carries a call over HTTP between our own processes, where NATS would have to carry bytes (uploads). */
@Injectable()
export class CallSigner {
  static readonly header = 'x-djamms-call';
  private readonly key: Buffer;
  constructor(config: Config) {
    this.key = keyFor(config, 'internal call');
  }

  sign(call: Call, now = Date.now()): string {
    const { identity, origin, traceparent } = call;
    const body = Buffer.from(
      JSON.stringify({ identity, origin, traceparent, expires: now + signedCallTtlMs }),
    ).toString('base64url');
    return `${body}.${sign(this.key, body)}`;
  }

  /** The call, or undefined when the header is missing, forged or too old. */
  verify(header: string | undefined, timeoutMs: number, now = Date.now()): Call | undefined {
    const [body, signature] = header?.split('.') ?? [];
    if (!body || !signature || !isEqual(signature, sign(this.key, body))) return undefined;
    const parsed = SignedCall.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
    if (!parsed.success || parsed.data.expires < now) return undefined;
    const { identity, origin, traceparent } = parsed.data;
    return callFor(identity, { origin, traceparent, timeoutMs });
  }
}
