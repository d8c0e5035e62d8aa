import { callFor } from '@djamms/messaging';
import fc from 'fast-check';
import { loadConfig } from '../config/config';
import { CallSigner, MediaSigner } from './signer';

const configWith = (key: string) =>
  loadConfig({
    DATABASE_URL: 'postgres://a@b/c',
    NATS_URL: 'nats://x',
    JWT_SECRET: 'j'.repeat(32),
    ENCRYPTION_KEY: key,
  });
const config = configWith('k'.repeat(32));
const now = Date.UTC(2026, 10, 20, 19, 30);

describe('signed media URLs', () => {
  const signer = new MediaSigner(config);
  const parse = (url: string) => {
    const parsed = new URL(url, 'http://x');
    return [parsed.pathname, parsed.searchParams.get('exp') ?? '', parsed.searchParams.get('sig') ?? ''] as const;
  };

  it('work for as long as was asked, at most an hour longer, and not after that', () => {
    const { url, expiresAt } = signer.sign('/media/audio/1', 600, now);
    const [path, expires, signature] = parse(url);
    expect(expiresAt.getTime() - now).toBeGreaterThanOrEqual(600_000);
    expect(expiresAt.getTime() - now).toBeLessThanOrEqual(600_000 + 3_600_000);
    expect(signer.verify(path, expires, signature, expiresAt.getTime() - 1)).toBe(true);
    expect(signer.verify(path, expires, signature, expiresAt.getTime())).toBe(false);
  });

  it('stay the same for a while, so that caches can keep the file', () => {
    expect(signer.sign('/media/audio/1', 600, now).url).toBe(signer.sign('/media/audio/1', 600, now + 60_000).url);
  });

  it('open nothing else, no longer, and not with another key', () => {
    const [path, expires, signature] = parse(signer.sign('/media/audio/1', 600, now).url);
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (otherPath, otherExpires, otherSignature) => {
        fc.pre(otherPath !== path && otherExpires !== expires && otherSignature !== signature);
        expect(signer.verify(otherPath, expires, signature, now)).toBe(false);
        expect(signer.verify(path, otherExpires, signature, now)).toBe(false);
        expect(signer.verify(path, expires, otherSignature, now)).toBe(false);
      }),
    );
    expect(new MediaSigner(configWith('K'.repeat(32))).verify(path, expires, signature, now)).toBe(false);
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

  it('are not media signatures, and not the other way round', () => {
    const [body, signature] = signer.sign(call, now).split('.') as [string, string];
    expect(new MediaSigner(config).verify(body, String(now), signature, now)).toBe(false);
  });
});
