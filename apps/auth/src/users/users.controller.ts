import { Controller } from '@nestjs/common';
import { getUser, register, updateUser, type InputOf, type Session, type User } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { ProfileService } from './profile.service';
import { RegistrationService } from './registration.service';

@Controller()
export class UsersController {
  constructor(
    private readonly registration: RegistrationService,
    private readonly profile: ProfileService,
  ) {}

  @Handle(register)
  register(input: InputOf<typeof register>, call: Call): Promise<Session> {
    return this.registration.register(input, call);
  }

  @Handle(getUser)
  get(_: InputOf<typeof getUser>, call: Call): Promise<User> {
    return this.profile.get(call);
  }

  @Handle(updateUser)
  update(input: InputOf<typeof updateUser>, call: Call): Promise<User> {
    return this.profile.update(input, call);
  }
}
