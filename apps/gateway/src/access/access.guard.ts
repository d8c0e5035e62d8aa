import { Injectable, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { anonymous, getKiosk, type HttpBinding } from '@djamms/contracts';
import { type FastifyReply } from 'fastify';
import { type ApiRequest } from '../routes/call-of';
import { Allowances, kindOf, requireAllowance } from './allowances';
import { describeTokenError, unauthenticated } from './authenticator';
import { requireAccess } from './requirement';

const accessKey = 'djamms:access';

interface RouteAccess {
  access: HttpBinding['access'];
  /** The request behind the route, where there is one. */
  subject: string;
}

/** Who may use a route: everybody, guests too, every signed-in user, or holders of a permission. */
export const Access = (access: HttpBinding['access'], subject = '') =>
  SetMetadata(accessKey, { access, subject } satisfies RouteAccess);

/** A route that does not say who may use it is closed to everybody without an account. */
@Injectable()
export class AccessGuard extends AuthGuard('jwt') {
  constructor(
    private readonly reflector: Reflector,
    private readonly allowances: Allowances,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    // A socket proved who it is when it connected; its messages carry no headers.
    if (context.getType() === 'ws') return true;
    const { access, subject } = this.routeAccess(context);
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (access === 'public') {
      if (subject === getKiosk.subject) this.takeAllowance(reply, request.ip, subject);
      return true;
    }
    await super.canActivate(context);
    const identity = request.user ?? anonymous;
    requireAccess(identity, access);
    if (identity.kind === 'guest') this.takeAllowance(reply, identity.guestId, subject);
    return true;
  }

  override handleRequest<T>(error: unknown, user: T | false, info: unknown): T {
    if (error) throw error instanceof Error ? error : unauthenticated(describeTokenError(undefined));
    if (!user) throw unauthenticated(describeTokenError(info));
    return user;
  }

  private routeAccess(context: ExecutionContext): RouteAccess {
    const places = [context.getHandler(), context.getClass()];
    return (
      this.reflector.getAllAndOverride<RouteAccess | undefined>(accessKey, places) ?? { access: 'user', subject: '' }
    );
  }

  /** Names of draft-ietf-httpapi-ratelimit-headers. */
  private takeAllowance(reply: FastifyReply, who: string, subject: string): void {
    const allowance = this.allowances.take(who, kindOf(subject));
    void reply
      .header('RateLimit-Limit', String(allowance.limit))
      .header('RateLimit-Remaining', String(Math.max(0, allowance.remaining)))
      .header('RateLimit-Reset', String(allowance.reset));
    requireAllowance(allowance);
  }
}
