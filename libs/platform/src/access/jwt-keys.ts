import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { type Config } from '../config/config';
import { jwtKeyId } from './jwt-key-id';

/**
 * KeyObjects, because jsonwebtoken tries to read a text as a public key first, for each token anew, and that takes
 * longer than everything else in a request.
 */
const keyOf = (secret: string): KeyObject => createSecretKey(Buffer.from(secret));

/** The keys of access tokens and guests' tokens: one signs, the others verify too while keys are changed. */
export class JwtKeys {
  /** Stands in tokens that are made now. */
  readonly signingId: string;
  readonly signing: KeyObject;
  private readonly byId: ReadonlyMap<string, KeyObject>;
  /** Whatever is said to be signed by a key that is not known here is checked with one that nobody has. */
  private readonly unknown = createSecretKey(randomBytes(32));

  constructor(config: Pick<Config, 'jwtSecret' | 'jwtSecretOthers'>) {
    this.signingId = jwtKeyId(config.jwtSecret);
    this.signing = keyOf(config.jwtSecret);
    const others = config.jwtSecretOthers.map((secret) => [jwtKeyId(secret), keyOf(secret)] as const);
    this.byId = new Map([...others, [this.signingId, this.signing]]);
  }

  /** The key that the token's header names; the signing one where it names none. */
  verifying(token: unknown): KeyObject {
    const id = typeof token === 'string' ? keyIdOf(token) : undefined;
    return id === undefined ? this.signing : (this.byId.get(id) ?? this.unknown);
  }
}

/** `kid` of a token's header (RFC 7515, section 4.1.4). What is no token has none: reading it fails later. */
function keyIdOf(token: string): string | undefined {
  const [header = ''] = token.split('.', 1);
  try {
    const parsed: unknown = JSON.parse(Buffer.from(header, 'base64url').toString('utf8'));
    if (typeof parsed !== 'object' || parsed === null || !('kid' in parsed)) return undefined;
    return String(parsed.kid);
  } catch {
    return undefined;
  }
}
