import { Injectable, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { anonymous, type HttpBinding } from '@djamms/contracts';
import { requirePermission, requireUser } from '@djamms/platform';
import { type ApiRequest } from '../routes/call-of';
import { describeTokenError, unauthenticated } from './authenticator';

const accessKey = 'djamms:access';

/** Who may use a route: everybody, every signed-in user, or holders of a permission. */
export const Access = (access: HttpBinding['access']) => SetMetadata(accessKey, access);

/** A route that does not say who may use it is closed to everybody without a token. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(private readonly reflector: Reflector) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // A socket proved who it is when it connected; its messages carry no headers.
    if (context.getType() === 'ws') return true;
    const access =
      this.reflector.getAllAndOverride<HttpBinding['access'] | undefined>(accessKey, [
        context.getHandler(),
        context.getClass(),
      ]) ?? 'user';
    if (access === 'public') return true;
    await super.canActivate(context);
    const identity = context.switchToHttp().getRequest<ApiRequest>().user ?? anonymous;
    if (access === 'guest') return true;
    if (access === 'user') requireUser(identity);
    else requirePermission(identity, access);
    return true;
  }

  override handleRequest<T>(error: unknown, user: T | false, info: unknown): T {
    if (error) throw error instanceof Error ? error : unauthenticated(describeTokenError(undefined));
    if (!user) throw unauthenticated(describeTokenError(info));
    return user;
  }
}
