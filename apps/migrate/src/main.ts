import { createPino, JsonLogger, readProcessConfig } from '@djamms/platform';
import { migrateAll } from './migrate-all';
import { allSchemas } from './schemas';

/** Runs what has to be run before processes with MIGRATIONS=wait begin their work; exit code 0 says that all is done. */
async function main(): Promise<void> {
  const config = readProcessConfig({ database: true });
  const logger = new JsonLogger(createPino(config, 'migrate'));
  const stopping = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopping.abort());
  let code = 0;
  try {
    await migrateAll(config, allSchemas(), logger, stopping.signal);
    logger.log('All schemas are up to date', 'Migrate');
  } catch (error) {
    code = 1;
    logger.error(stopping.signal.aborted ? 'Stopped before all was done' : error, 'Migrate');
  }
  logger.flush();
  process.exit(code);
}

void main();
