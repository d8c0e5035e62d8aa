import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Identity, Origin } from '@djamms/contracts';
import { callFor, type Call } from '@djamms/messaging';
import { z } from 'zod';
import { Config } from '../config/config';
import { encryptionKeys } from './encryption-keys';

/** Signed URLs end on a grid of this many seconds, so that the same file keeps the same URL for a while and caches can work. */
const gridSeconds = 3_600;

interface SigningKey {
  id: string;
  secret: Buffer;
}

/** The keys of one purpose. The first signs; all verify, so that keys can be changed while signatures live. */
class SigningKeys {
  private readonly keys: [SigningKey, ...SigningKey[]];

  constructor(config: Config, purpose: string) {
    const [first, ...others] = encryptionKeys(config).map(({ id, key }) => ({
      id,
      secret: Buffer.from(hkdfSync('sha256', key, '', `djamms ${purpose}`, 32)),
    }));
    this.keys = [first!, ...others];
  }

  sign(text: string): { signature: string; keyId: string } {
    const [{ id, secret }] = this.keys;
    return { signature: signatureOf(secret, text), keyId: id };
  }

  /** @param keyId whose signature it says to be; without it, as version 0.1 signs, every key is tried. */
  verify(text: string, signature: string, keyId: string | undefined): boolean {
    const candidates = keyId === undefined ? this.keys : this.keys.filter(({ id }) => id === keyId);
    return candidates.some(({ secret }) => isEqual(signature, signatureOf(secret, text)));
  }
}

const signatureOf = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');

function isEqual(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What a signed URL's query says; anything may stand there. */
export interface MediaSignature {
  /** Epoch seconds. */
  exp?: unknown;
  sig?: unknown;
  key?: unknown;
}

/** Signs paths below `/media`: who has the URL may read the file until it ends, without another question to anybody. */
@Injectable()
export class MediaSigner {
  private readonly keys: SigningKeys;
  constructor(config: Config) {
    this.keys = new SigningKeys(config, 'media url');
  }

  /**
   * @returns the path with `exp` (epoch seconds), `sig` and `key` (whose signature it is), valid for at least
   *   `ttlSeconds` and at most an hour longer.
   */
  sign(path: string, ttlSeconds: number, now = Date.now()): { url: string; expiresAt: Date } {
    const expires = Math.ceil((now / 1000 + ttlSeconds) / gridSeconds) * gridSeconds;
    const { signature, keyId } = this.keys.sign(`${path}\n${expires}`);
    return {
      url: `${path}?exp=${expires}&sig=${signature}&key=${keyId}`,
      expiresAt: new Date(expires * 1000),
    };
  }

  verify(path: string, { exp, sig, key }: MediaSignature, now = Date.now()): boolean {
    if (typeof exp !== 'string' || typeof sig !== 'string') return false;
    if (key !== undefined && typeof key !== 'string') return false;
    return /^\d{1,12}$/.test(exp) && Number(exp) * 1000 > now && this.keys.verify(`${path}\n${exp}`, sig, key);
  }
}

const SignedCall = z.object({ identity: Identity, origin: Origin, traceparent: z.string(), expires: z.number() });
const signedCallTtlMs = 10 * 60_000;

/** Carries a call over HTTP between our own processes, where NATS would have to carry bytes (uploads). */
@Injectable()
export class CallSigner {
  static readonly header = 'x-djamms-call';
  private readonly keys: SigningKeys;
  constructor(config: Config) {
    this.keys = new SigningKeys(config, 'internal call');
  }

  sign(call: Call, now = Date.now()): string {
    const { identity, origin, traceparent } = call;
    const body = Buffer.from(
      JSON.stringify({ identity, origin, traceparent, expires: now + signedCallTtlMs }),
    ).toString('base64url');
    const { signature, keyId } = this.keys.sign(body);
    return `${body}.${signature}.${keyId}`;
  }

  /** The call, or undefined when the header is missing, forged or too old. */
  verify(header: string | undefined, timeoutMs: number, now = Date.now()): Call | undefined {
    const [body, signature, keyId] = header?.split('.') ?? [];
    if (!body || !signature || !this.keys.verify(body, signature, keyId)) return undefined;
    const parsed = SignedCall.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
    if (!parsed.success || parsed.data.expires < now) return undefined;
    const { identity, origin, traceparent } = parsed.data;
    return callFor(identity, { origin, traceparent, timeoutMs });
  }
}
