import { createHash } from 'node:crypto';
import { type Config } from '../config/config';

export interface EncryptionKey {
  /** Eight hexadecimal digits that name the key without telling it. */
  id: string;
  key: string;
}

export type EncryptionKeyConfig = Pick<Config, 'encryptionKey' | 'encryptionKeyOthers'>;

/** Fit for the name of a database role, too. */
const encryptionKeyId = (key: string): string =>
  createHash('sha256').update(`encryption key id ${key}`).digest('hex').slice(0, 8);

/** The key in use first, then the others that are accepted; each once. */
export function encryptionKeys({
  encryptionKey,
  encryptionKeyOthers,
}: EncryptionKeyConfig): [EncryptionKey, ...EncryptionKey[]] {
  const others = [...new Set(encryptionKeyOthers)].filter((key) => key !== encryptionKey);
  const named = (key: string): EncryptionKey => ({ id: encryptionKeyId(key), key });
  return [named(encryptionKey), ...others.map(named)];
}
