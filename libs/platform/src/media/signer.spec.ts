import { createHmac, hkdfSync } from 'node:crypto';
import { callFor } from '@djamms/messaging';
import fc from 'fast-check';
import { loadConfig } from '../config/config';
import { CallSigner, MediaSigner } from './signer';

const configWith = (key: string, others: string[] = []) =>
  loadConfig({
    DATABASE_URL: 'postgres://a@b/c',
    NATS_URL: 'nats://x',
    JWT_SECRET: 'j'.repeat(32),
    ENCRYPTION_KEY: key,
    ENCRYPTION_KEY_OTHERS: others.join(','),
  });
const config = configWith('k'.repeat(32));
const now = Date.UTC(2026, 10, 20, 19, 30);

describe('signed media URLs', () => {
  const signer = new MediaSigner(config);
  const parse = (url: string) => {
    const parsed = new URL(url, 'http://x');
    return [parsed.pathname, Object.fromEntries(parsed.searchParams) as Record<'exp' | 'sig' | 'key', string>] as const;
  };

  it('work for as long as was asked, at most an hour longer, and not after that', () => {
    const { url, expiresAt } = signer.sign('/media/audio/1', 600, now);
    const [path, query] = parse(url);
    expect(expiresAt.getTime() - now).toBeGreaterThanOrEqual(600_000);
    expect(expiresAt.getTime() - now).toBeLessThanOrEqual(600_000 + 3_600_000);
    expect(signer.verify(path, query, expiresAt.getTime() - 1)).toBe(true);
    expect(signer.verify(path, query, expiresAt.getTime())).toBe(false);
  });

  it('stay the same for a while, so that caches can keep the file', () => {
    expect(signer.sign('/media/audio/1', 600, now).url).toBe(signer.sign('/media/audio/1', 600, now + 60_000).url);
  });

  it('open nothing else, no longer, and not with another key', () => {
    const [path, query] = parse(signer.sign('/media/audio/1', 600, now).url);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (otherPath, exp, sig) => {
        fc.pre(otherPath !== path && exp !== query.exp && sig !== query.sig);
        expect(signer.verify(otherPath, query, now)).toBe(false);
        expect(signer.verify(path, { ...query, exp }, now)).toBe(false);
        expect(signer.verify(path, { ...query, sig }, now)).toBe(false);
      }),
    );
    expect(new MediaSigner(configWith('K'.repeat(32))).verify(path, query, now)).toBe(false);
  });

  it.each([[{}], [{ exp: ['1', '2'], sig: 'x' }], [{ exp: '9999999999', sig: {} }]])(
    'open nothing when their query is %j',
    (query) => {
      expect(signer.verify('/media/audio/1', query, now)).toBe(false);
    },
  );

  it('of version 0.1, which name no key, go on working, before and after the key is changed', () => {
    const [path, exp] = ['/media/audio/1', String(now / 1000 + 3_600)];
    const secret = Buffer.from(hkdfSync('sha256', 'k'.repeat(32), '', 'djamms media url', 32));
    const sig = createHmac('sha256', secret).update(`${path}\n${exp}`).digest('base64url');
    expect(signer.verify(path, { exp, sig }, now)).toBe(true);
    expect(new MediaSigner(configWith('n'.repeat(32), ['k'.repeat(32)])).verify(path, { exp, sig }, now)).toBe(true);
    expect(new MediaSigner(configWith('n'.repeat(32))).verify(path, { exp, sig }, now)).toBe(false);
  });
});

const [old, next] = ['o'.repeat(32), 'n'.repeat(32)];

describe('while the encryption key is changed', () => {
  it.each([
    { step: 'the next key is accepted', left: configWith(old), right: configWith(old, [next]) },
    { step: 'the next key signs', left: configWith(old, [next]), right: configWith(next, [old]) },
    { step: 'the old key goes', left: configWith(next, [old]), right: configWith(next) },
  ])('processes of both sides accept each other’s signatures: $step', ({ step: _, left, right }) => {
    const call = callFor({ kind: 'service', service: 'gateway' });
    for (const [from, to] of [
      [left, right],
      [right, left],
    ] as const) {
      const url = new URL(new MediaSigner(from).sign('/media/audio/1', 600, now).url, 'http://x');
      expect(new MediaSigner(to).verify(url.pathname, Object.fromEntries(url.searchParams), now)).toBe(true);
      expect(new CallSigner(to).verify(new CallSigner(from).sign(call, now), 1_000, now)).toBeDefined();
    }
  });

  it('what only the old key signed is refused when it is gone', () => {
    const header = new CallSigner(configWith(old)).sign(callFor({ kind: 'service', service: 'gateway' }), now);
    expect(new CallSigner(configWith(next)).verify(header, 1_000, now)).toBeUndefined();
    expect(
      new CallSigner(configWith(next, [old])).verify(header.replace(/\.\w+$/, '.ffffffff'), 1_000, now),
    ).toBeUndefined();
  });
});

describe('signed calls', () => {
  const signer = new CallSigner(config);
  const call = callFor({ kind: 'service', service: 'gateway' });

  it('arrive as they were sent, for ten minutes', () => {
    const header = signer.sign(call, now);
    expect(signer.verify(header, 1_000, now)).toMatchObject({ identity: call.identity, origin: call.origin });
    expect(signer.verify(header, 1_000, now + 10 * 60_000 + 1)).toBeUndefined();
  });

  it.each(['', 'x', 'x.y', 'e30.e30', undefined])('are refused when they are forged: %p', (header) => {
    expect(signer.verify(header, 1_000, now)).toBeUndefined();
  });

  it('can be read by version 0.1, which knows no key ids', () => {
    const [body, signature] = signer.sign(call, now).split('.') as [string, string];
    const secret = Buffer.from(hkdfSync('sha256', 'k'.repeat(32), '', 'djamms internal call', 32));
    expect(signature).toBe(createHmac('sha256', secret).update(body).digest('base64url'));
    expect(signer.verify(`${body}.${signature}`, 1_000, now)).toBeDefined();
  });

  it('are not media signatures, and not the other way round', () => {
    const [body, signature] = signer.sign(call, now).split('.') as [string, string];
    expect(new MediaSigner(config).verify(body, { exp: String(now), sig: signature }, now)).toBe(false);
  });
});
