import { Controller } from '@nestjs/common';
import { listActivity, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { ActivityService } from './activity.service';

@Controller()
export class ActivityController {
  constructor(private readonly activity: ActivityService) {}

  @Handle(listActivity)
  async list(input: InputOf<typeof listActivity>, { identity }: Call): Promise<OutputOf<typeof listActivity>> {
    return this.activity.list(input, identity);
  }
}
