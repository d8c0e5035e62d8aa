import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs, isDatabaseAway } from '@djamms/messaging';
import { migrateSchema, type Config, type JsonLogger, type ServiceSchema } from '@djamms/platform';

const pauses = { first: 500, most: 10_000 };
const context = 'Migrate';

/**
 * Makes and migrates every schema, one after another. Waits for PostgreSQL for as long as it is away; what has run
 * stays, so that a second try goes on where the first one ended.
 * @throws the error of a migration that failed, or of `signal`.
 */
export async function migrateAll(
  config: Config,
  schemas: readonly ServiceSchema[],
  logger: JsonLogger,
  signal: AbortSignal,
): Promise<void> {
  for (const schema of schemas) {
    const ran = await migrateWhenThere(config, schema, logger, signal);
    logger.log(
      ran.length > 0 ? `${schema.service}: ran ${ran.join(', ')}` : `${schema.service}: nothing to do`,
      context,
    );
  }
}

async function migrateWhenThere(
  config: Config,
  schema: ServiceSchema,
  logger: JsonLogger,
  signal: AbortSignal,
): Promise<string[]> {
  const told = {
    log: (text: unknown) => logger.log(text, context),
    warn: (text: unknown) => logger.warn(text, context),
  };
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return (await migrateSchema(config, schema, { signal, logger: told })).ran;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      logger.warn(`Waiting for PostgreSQL: ${error instanceof Error ? error.message : String(error)}`, context);
      await sleep(backoffMs(attempt, pauses), undefined, { signal });
    }
  }
}
