import { Controller } from '@nestjs/common';
import { getRebuild, rebuildIndex, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requirePermission } from '@djamms/platform';
import { RebuildRunner } from './rebuild-runner.service';
import { Rebuilds } from './rebuilds.service';

/** For admins and the weekly job. */
@Controller()
export class RebuildController {
  constructor(
    private readonly rebuilds: Rebuilds,
    private readonly runner: RebuildRunner,
  ) {}

  @Handle(rebuildIndex)
  async rebuild(_: InputOf<typeof rebuildIndex>, { identity }: Call): Promise<OutputOf<typeof rebuildIndex>> {
    requirePermission(identity, 'system:admin');
    const rebuild = await this.rebuilds.start(identity.kind === 'service' ? 'weekly' : 'admin');
    this.runner.wake();
    return rebuild;
  }

  @Handle(getRebuild)
  async status(_: InputOf<typeof getRebuild>, { identity }: Call): Promise<OutputOf<typeof getRebuild>> {
    requirePermission(identity, 'system:admin');
    return this.rebuilds.newest();
  }
}
