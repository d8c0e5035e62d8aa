import { Controller } from '@nestjs/common';
import { getSystemStatus, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { Clock, requirePermission } from '@djamms/platform';
import { aggregate, withoutDetails } from './aggregate';
import { HealthSurvey } from './health-survey.service';

@Controller()
export class StatusController {
  constructor(
    private readonly survey: HealthSurvey,
    private readonly clock: Clock,
  ) {}

  @Handle(getSystemStatus)
  async status(_: InputOf<typeof getSystemStatus>, { identity }: Call): Promise<OutputOf<typeof getSystemStatus>> {
    requirePermission(identity, 'system:read');
    const answers = await this.survey.ask();
    const seesDetails = identity.kind === 'user' && identity.permissions.includes('system:admin');
    return {
      ...aggregate(seesDetails ? answers : answers.map(withoutDetails)),
      checkedAt: this.clock.now().toISOString(),
    };
  }
}
