import compress from '@fastify/compress';
import cookie from '@fastify/cookie';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { type Config, type ServiceDefinition } from '@djamms/platform';
import { GatewayModule } from './gateway.module';
import { installMediaProxy } from './media/media-proxy';
import { installRequestMetrics } from './metrics/request-metrics';
import { buildOpenApiDocument } from './openapi/document';
import { installSecurityHeaders } from './web/security-headers';
import { serveWebApp } from './web/web-app';

async function configure(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  installRequestMetrics(fastify, app);
  await installSecurityHeaders(fastify, config);
  await fastify.register(compress, { threshold: 1_024, encodings: ['gzip', 'deflate'] });
  await fastify.register(cookie);
  if (config.corsOrigins.length > 0) app.enableCors({ origin: [...config.corsOrigins], credentials: true });
  await installMediaProxy(fastify, config);
  app.useWebSocketAdapter(new IoAdapter(app));
  SwaggerModule.setup('api/docs', app, buildOpenApiDocument(), {
    jsonDocumentUrl: 'api/docs-json',
    yamlDocumentUrl: 'api/docs-yaml',
  });
  if (config.webRoot) await serveWebApp(fastify, config.webRoot);
}

export const gatewayService: ServiceDefinition = { name: 'gateway', module: GatewayModule, stateless: true, configure };
