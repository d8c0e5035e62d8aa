import { Global, Module, type DynamicModule } from '@nestjs/common';
import { Config } from '../config/config';
import { Health } from '../health/health.service';
import { Clock } from '../ids';
import { CallSigner, MediaSigner } from '../media/signer';
import { Metrics } from '../metrics/metrics.service';
import { Shutdown } from './shutdown';

/** Configuration and the small things that everything may inject. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(config: Config): DynamicModule {
    const providers = [
      { provide: Config, useValue: config },
      Health,
      Metrics,
      Clock,
      MediaSigner,
      CallSigner,
      Shutdown,
    ];
    return { module: PlatformModule, providers, exports: providers };
  }
}
