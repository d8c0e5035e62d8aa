import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type User } from '@djamms/contracts';

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

@Injectable()
export class TokenIssuer {
  constructor(private readonly jwt: JwtService) {}

  /** Claims as spec 4, “Access”, and `sid`, so that a session that was ended can be told. */
  accessToken(user: User, sessionId: string): Promise<string> {
    const { id, username, email, role, permissions } = user;
    return this.jwt.signAsync({ sub: id, username, email, role, permissions, sid: sessionId });
  }

  /** 256 random bits; only its hash is kept. */
  refreshToken(): { token: string; hash: Buffer } {
    const token = randomBytes(32).toString('base64url');
    return { token, hash: hashToken(token) };
  }
}
