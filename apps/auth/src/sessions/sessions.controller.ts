import { Controller } from '@nestjs/common';
import {
  DomainError,
  authErrors,
  getAccess,
  login,
  logout,
  refresh,
  type InputOf,
  type OutputOf,
  type Session,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requireService } from '@djamms/platform';
import { AccessService } from './access.service';
import { LoginService } from './login.service';
import { SessionsService } from './sessions.service';

@Controller()
export class SessionsController {
  constructor(
    private readonly loginService: LoginService,
    private readonly sessions: SessionsService,
    private readonly access: AccessService,
  ) {}

  @Handle(login)
  login(input: InputOf<typeof login>, call: Call): Promise<Session> {
    return this.loginService.login(input, call);
  }

  @Handle(refresh)
  async refresh({ refreshToken }: InputOf<typeof refresh>, call: Call): Promise<Session> {
    if (!refreshToken) throw new DomainError(authErrors.refresh_invalid, 'There is no session to go on with. Sign in.');
    return this.sessions.refresh(refreshToken, call);
  }

  @Handle(logout)
  async logout({ all }: InputOf<typeof logout>, call: Call): Promise<{ success: true }> {
    await this.sessions.end(all, call);
    return { success: true };
  }

  @Handle(getAccess)
  getAccess(input: InputOf<typeof getAccess>, call: Call): Promise<OutputOf<typeof getAccess>> {
    requireService(call.identity);
    return this.access.of(input);
  }
}
