import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: argon2id (the library’s default) with 19 MiB, 2 passes, 1 lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes on the thread pool, never on the event loop. */
@Injectable()
export class PasswordHasher {
  private readonly decoy = hash('no account has this password', parameters);

  hash(password: string): Promise<string> {
    return hash(password, parameters);
  }

  /** Takes as long for an account that does not exist (`stored` null) as for one that does. */
  async verify(stored: string | null, password: string): Promise<boolean> {
    const matches = await verify(stored ?? (await this.decoy), password, parameters);
    return stored !== null && matches;
  }
}
