import { type Provider } from '@nestjs/common';
import { RebuildParts } from './rebuild-parts.service';
import { RebuildRunner } from './rebuild-runner.service';
import { Rebuilds } from './rebuilds.service';

export const rebuildProviders: Provider[] = [Rebuilds, RebuildParts, RebuildRunner];
