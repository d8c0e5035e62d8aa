import { createHash } from 'node:crypto';

/** Names the signing key in a token's header without telling it, so that keys can be changed while tokens live. */
export const jwtKeyId = (secret: string): string =>
  createHash('sha256').update(`key id ${secret}`).digest('base64url').slice(0, 8);
