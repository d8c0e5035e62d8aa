import { ConfigError, loadConfig, type Config } from './config';

/** The configuration from this process's environment: the only place that reads it. */
export const loadProcessConfig = (needs?: { database: boolean }): Config => loadConfig(process.env, needs);

/** What is wrong with the configuration, as sysexits.h numbers it (EX_CONFIG). */
const configExitCode = 78;

/** The same for a program's own start: says what is wrong to the person who started it, and ends the process. */
export function readProcessConfig(needs?: { database: boolean }): Config {
  try {
    return loadProcessConfig(needs);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(configExitCode);
  }
}
