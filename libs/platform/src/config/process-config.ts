import { loadConfig, type Config } from './config';

/** The configuration from this process's environment: the only place that reads it. */
export const loadProcessConfig = (needs?: { database: boolean }): Config => loadConfig(process.env, needs);
