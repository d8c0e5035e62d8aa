import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Metrics } from '@djamms/platform';
import { RealtimeGateway } from '../realtime/realtime.gateway';

/** How many windows this gateway holds, for Prometheus. */
@Injectable()
export class SocketMetrics implements OnApplicationBootstrap {
  constructor(
    private readonly metrics: Metrics,
    private readonly realtime: RealtimeGateway,
  ) {}

  onApplicationBootstrap(): void {
    this.metrics.askedGauge('djamms_sockets_connected', 'Windows connected to this gateway', [], (gauge) => {
      gauge.set(this.realtime.server.sockets.sockets.size);
    });
  }
}
