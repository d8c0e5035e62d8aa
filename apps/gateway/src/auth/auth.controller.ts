import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { login, logout, refresh, register, type RequestContract, type Session } from '@djamms/contracts';
import { Rpc } from '@djamms/messaging';
import { type FastifyReply } from 'fastify';
import { Access } from '../access/access.guard';
import { callOf, type ApiRequest } from '../routes/call-of';
import { readInput } from '../routes/read-input';
import { clearRefreshCookie, refreshCookieOf, setRefreshCookie } from './refresh-cookie';

/** Sign-in and what belongs to it: the refresh token also travels in a cookie that scripts can't read. */
@Controller('api/auth')
export class AuthController {
  constructor(private readonly rpc: Rpc) {}

  @Post('register')
  @HttpCode(201)
  @Access('public')
  register(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Session> {
    return this.session(register, request, reply);
  }

  @Post('login')
  @HttpCode(200)
  @Access('public')
  login(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Session> {
    return this.session(login, request, reply);
  }

  @Post('refresh')
  @HttpCode(200)
  @Access('public')
  async refresh(@Req() request: ApiRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Session> {
    const { refreshToken = refreshCookieOf(request) } = readInput(refresh, request);
    const session = await this.rpc.request(refresh, { refreshToken }, callOf(request));
    setRefreshCookie(request, reply, session.refreshToken);
    return session;
  }

  @Post('logout')
  @HttpCode(200)
  @Access('user')
  async logout(
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ success: true }> {
    const answer = await this.rpc.request(logout, readInput(logout, request), callOf(request));
    clearRefreshCookie(request, reply);
    return answer;
  }

  private async session(
    contract: typeof register | typeof login,
    request: ApiRequest,
    reply: FastifyReply,
  ): Promise<Session> {
    const input = readInput<RequestContract>(contract, request);
    const session = (await this.rpc.request<RequestContract>(contract, input, callOf(request))) as Session;
    setRefreshCookie(request, reply, session.refreshToken);
    return session;
  }
}
