import { createHmac } from 'node:crypto';
import { jwtKeyId } from './jwt-key-id';
import { JwtKeys } from './jwt-keys';

const [old, current, next] = ['old', 'current', 'next'].map((name) => `${name} secret`.padEnd(40, '.'));
const headerOf = (header: unknown): string => `${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30.x`;
/** Tells which of the secrets a key is made of, by what it signs. */
const signs = (key: Parameters<typeof createHmac>[1]): string => createHmac('sha256', key).update('x').digest('hex');

describe('the keys of tokens', () => {
  const keys = new JwtKeys({ jwtSecret: current!, jwtSecretOthers: [next!, old!] });

  it('are found by the id in the header, whether in use, next or last', () => {
    for (const secret of [old, current, next])
      expect(signs(keys.verifying(headerOf({ alg: 'HS256', kid: jwtKeyId(secret!) })))).toBe(signs(secret!));
  });

  it('sign with the one in use, and say which', () => {
    expect(keys.signingId).toBe(jwtKeyId(current!));
    expect(signs(keys.signing)).toBe(signs(current!));
  });

  it.each([[headerOf({ alg: 'HS256' })], ['no token at all'], [''], [headerOf(null)]])(
    'take the one in use where none is named: %s',
    (token) => {
      expect(signs(keys.verifying(token))).toBe(signs(current!));
    },
  );

  it.each([[jwtKeyId('a secret of somebody else')], [''], [7], [null], ['__proto__']])(
    'accept nothing for the unknown id %p',
    (kid) => {
      const known = [old, current, next].map((secret) => signs(secret!));
      expect(known).not.toContain(signs(keys.verifying(headerOf({ kid }))));
    },
  );
});
