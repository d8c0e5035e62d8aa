import { createSecretKey, type KeyObject } from 'node:crypto';
import { type Config } from '@djamms/platform';

/**
 * The key of access tokens. As a KeyObject, because jsonwebtoken tries to read a text as a public key first, for each
 * token anew, and that takes longer than everything else in a request.
 */
export const verificationKey = (config: Pick<Config, 'jwtSecret'>): KeyObject =>
  createSecretKey(Buffer.from(config.jwtSecret));
