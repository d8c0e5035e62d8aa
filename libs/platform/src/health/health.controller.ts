import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type FastifyReply } from 'fastify';
import { Metrics } from '../metrics/metrics.service';
import { Health, type HealthAnswer } from './health.service';

/** Probes and metrics, on every process; what each probe means is in docs/operations.md. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
  ) {}

  /** Down when only a new start helps. */
  @Get('health/live')
  async live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    return say(await this.health.checkLife(), reply);
  }

  /** Down while the process is at work on its own start. */
  @Get('health/started')
  async started(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    return say(await this.health.checkStart(), reply);
  }

  /** Down while it can't do its work, with what it waits for. */
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthAnswer> {
    return say(await this.health.check(), reply);
  }

  @Get('metrics')
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  metricsText(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}

function say(answer: HealthAnswer, reply: FastifyReply): HealthAnswer {
  if (answer.status === 'down') void reply.code(503).header('Retry-After', '2');
  return answer;
}
