import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { z } from 'zod';

const optional = z.string().trim().min(1).optional();
const port = z.coerce.number().int().min(0).max(65_535);
const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const secret = z.string().min(32, 'must be at least 32 characters; `openssl rand -base64 32` makes a good one');
const listed = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  );
/** Keys that are accepted beside the one in use: the next one before a change, the last one after it. */
const otherSecrets = listed.refine((keys) => keys.every((key) => key.length >= 32), {
  error: 'must hold keys of at least 32 characters, separated by commas',
});

const durationUnits: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };
/** Seconds as a number, or a number with s, m, h or d. */
const duration = (fallback: string) =>
  z
    .string()
    .regex(/^\d+[smhd]?$/, 'must be seconds, or a number with s, m, h or d, such as 15m')
    .default(fallback)
    .transform((value) => parseInt(value, 10) * (durationUnits[value.slice(-1)] ?? 1));

const Environment = z.object({
  /** Where this process listens; each service has a default of its own. */
  PORT: port.optional(),
  HOST: z.string().default('0.0.0.0'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
    .optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
  NATS_URL: z.string().min(1, 'must name the NATS server, such as nats://127.0.0.1:4222'),
  /** Put before every subject and stream, so that several systems can share a NATS server. */
  NATS_PREFIX: z
    .string()
    .regex(/^[A-Za-z0-9_-]*\.?$/, 'may hold letters, digits, dash and underscore, and end in a dot')
    .default(''),
  NATS_STREAM_REPLICAS: z.coerce.number().int().min(1).max(5).default(1),
  JWT_SECRET: secret,
  JWT_SECRET_OTHERS: otherSecrets,
  JWT_EXPIRES_IN: duration('15m'),
  ENCRYPTION_KEY: secret,
  ENCRYPTION_KEY_OTHERS: otherSecrets,
  /** How browsers reach the gateway; without it, links follow the request's own host. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** How the gateway reaches the file service for uploads and media. */
  FILE_URL: z.url({ protocol: /^https?$/ }).default('http://127.0.0.1:3007'),
  CDN_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** Where Elasticsearch answers; without it the built-in engine searches. */
  /** Megabytes of memory that the built-in search may fill with the libraries of the venues that search. */
  SEARCH_MEMORY_MB: z.coerce.number().int().min(16).max(65_536).default(192),
  ELASTICSEARCH_URL: z.url({ protocol: /^https?$/, error: 'must look like http://elasticsearch:9200' }).optional(),
  ELASTICSEARCH_USERNAME: optional,
  ELASTICSEARCH_PASSWORD: optional,
  /** In place of a username and a password. */
  ELASTICSEARCH_API_KEY: optional,
  /** Names this system's indices, so that several systems can share a cluster. */
  ELASTICSEARCH_INDEX: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,99}$/, 'may hold small letters, digits, dash and underscore')
    .default('djamms-tracks'),
  STORAGE_PATH: z.string().min(1).default('.djamms/storage'),
  /** Keeps audio and artwork in this bucket instead of under STORAGE_PATH. */
  AWS_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be 3 to 63 small letters, digits, dots and dashes')
    .optional(),
  /** A server that speaks S3, asked by path; without it, Amazon's. */
  AWS_S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must look like http://minio:9000' }).optional(),
  AWS_REGION: z.string().min(1).default('us-east-1'),
  AWS_ACCESS_KEY_ID: optional,
  AWS_SECRET_ACCESS_KEY: optional,
  /** Comes with keys that end. */
  AWS_SESSION_TOKEN: optional,
  CORS_ORIGINS: listed,
  /** Believe X-Forwarded-For; only behind a proxy that sets it. */
  TRUST_PROXY: flag,
  ALLOW_AUTO_CREATE_USERS: flag,
  FFMPEG_PATH: z.string().default('ffmpeg'),
  FFPROBE_PATH: z.string().default('ffprobe'),
  /** Who runs the migrations: the process itself at its start, or somebody else (`apps/migrate`), for whom it waits. */
  MIGRATIONS: z.enum(['run', 'wait']).default('run'),
  /** Seconds between “not ready” and refusing new work: how long balancers take to notice. */
  SHUTDOWN_DELAY: z.coerce.number().min(0).max(120).default(0),
  /** Seconds that requests, messages and streams in hand may take after that. */
  SHUTDOWN_GRACE: z.coerce.number().min(0).max(3_600).default(25),
  /** Folder of the built web app; without it the gateway serves the API alone. */
  WEB_ROOT: optional,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Log lines go there instead of standard output. */
  LOG_FILE: optional,
});

export interface ElasticsearchConfig {
  url: string;
  auth: { username: string; password: string } | { apiKey: string } | undefined;
  /** Stands before the names of all its indices. */
  index: string;
}

export interface S3Config {
  bucket: string;
  /** A compatible server, asked by path. Undefined: Amazon's. */
  endpoint: string | undefined;
  region: string;
  /** Undefined: found where Amazon's tools look for them, e.g. the role of the pod or machine. */
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken: string | undefined } | undefined;
}

/** The configuration of a process, read and checked once. Injectable. */
export class Config {
  /** Names this process among the replicas of its service. */
  readonly instance = `${hostname()}-${randomUUID().slice(0, 8)}`;
  readonly port: number | undefined;
  readonly host: string;
  readonly databasePoolSize: number;
  readonly natsUrl: string;
  readonly natsPrefix: string;
  readonly natsStreamReplicas: number;
  /** Signs tokens. */
  readonly jwtSecret: string;
  /** Verify tokens too. */
  readonly jwtSecretOthers: readonly string[];
  /** Seconds. */
  readonly jwtExpiresIn: number;
  /** Signs, and makes the passwords of the database. */
  readonly encryptionKey: string;
  /** What they signed is accepted too. */
  readonly encryptionKeyOthers: readonly string[];
  readonly publicUrl: string | undefined;
  readonly fileUrl: string;
  readonly cdnBaseUrl: string | undefined;
  /** Undefined where the built-in engine searches. */
  /** Bytes. */
  readonly searchMemory: number;
  readonly elasticsearch: ElasticsearchConfig | undefined;
  readonly storagePath: string;
  /** Undefined where files lie under `storagePath`. */
  readonly s3: S3Config | undefined;
  readonly corsOrigins: readonly string[];
  readonly trustProxy: boolean;
  readonly allowAutoCreateUsers: boolean;
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  readonly migrations: 'run' | 'wait';
  /** Milliseconds. */
  readonly shutdownDelay: number;
  /** Milliseconds. */
  readonly shutdownGrace: number;
  readonly webRoot: string | undefined;
  readonly logLevel: z.infer<typeof Environment>['LOG_LEVEL'];
  readonly logFile: string | undefined;

  private readonly database: string | undefined;

  constructor(environment: z.infer<typeof Environment>) {
    this.port = environment.PORT;
    this.host = environment.HOST;
    this.database = environment.DATABASE_URL;
    this.databasePoolSize = environment.DATABASE_POOL_SIZE;
    this.natsUrl = environment.NATS_URL;
    this.natsPrefix = environment.NATS_PREFIX;
    this.natsStreamReplicas = environment.NATS_STREAM_REPLICAS;
    this.jwtSecret = environment.JWT_SECRET;
    this.jwtSecretOthers = environment.JWT_SECRET_OTHERS;
    this.jwtExpiresIn = environment.JWT_EXPIRES_IN;
    this.encryptionKey = environment.ENCRYPTION_KEY;
    this.encryptionKeyOthers = environment.ENCRYPTION_KEY_OTHERS;
    this.publicUrl = environment.PUBLIC_URL;
    this.fileUrl = environment.FILE_URL;
    this.cdnBaseUrl = environment.CDN_BASE_URL;
    this.searchMemory = environment.SEARCH_MEMORY_MB * 1_000_000;
    this.elasticsearch = elasticsearchOf(environment);
    this.storagePath = environment.STORAGE_PATH;
    this.s3 = s3Of(environment);
    this.corsOrigins = environment.CORS_ORIGINS;
    this.trustProxy = environment.TRUST_PROXY;
    this.allowAutoCreateUsers = environment.ALLOW_AUTO_CREATE_USERS;
    this.ffmpegPath = environment.FFMPEG_PATH;
    this.ffprobePath = environment.FFPROBE_PATH;
    this.migrations = environment.MIGRATIONS;
    this.shutdownDelay = environment.SHUTDOWN_DELAY * 1_000;
    this.shutdownGrace = environment.SHUTDOWN_GRACE * 1_000;
    this.webRoot = environment.WEB_ROOT;
    this.logLevel = environment.LOG_LEVEL;
    this.logFile = environment.LOG_FILE;
  }

  /** @throws ConfigError where none is configured, which only a process without data of its own gets away with. */
  get databaseUrl(): string {
    if (this.database === undefined) throw new ConfigError([databaseMissing]);
    return this.database;
  }
}

function elasticsearchOf(environment: z.infer<typeof Environment>): ElasticsearchConfig | undefined {
  const { ELASTICSEARCH_URL: url, ELASTICSEARCH_INDEX: index, ELASTICSEARCH_API_KEY: apiKey } = environment;
  const { ELASTICSEARCH_USERNAME: username, ELASTICSEARCH_PASSWORD: password } = environment;
  if (url === undefined) return undefined;
  if (apiKey !== undefined) return { url, index, auth: { apiKey } };
  return { url, index, auth: username !== undefined && password !== undefined ? { username, password } : undefined };
}

function s3Of(environment: z.infer<typeof Environment>): S3Config | undefined {
  const { AWS_S3_BUCKET: bucket, AWS_S3_ENDPOINT: endpoint, AWS_REGION: region } = environment;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (bucket === undefined) return undefined;
  const sessionToken = environment.AWS_SESSION_TOKEN;
  const hasKeys = accessKeyId !== undefined && secretAccessKey !== undefined;
  return {
    bucket,
    endpoint,
    region,
    credentials: hasKeys ? { accessKeyId, secretAccessKey, sessionToken } : undefined,
  };
}

/** Keys alone may be there for another program; half a pair, and an endpoint without a bucket, are slips. */
function s3Problems(given: Record<string, string | undefined>): string[] {
  const { AWS_S3_BUCKET: bucket, AWS_S3_ENDPOINT: endpoint } = given;
  if (bucket === undefined) return endpoint === undefined ? [] : ['AWS_S3_BUCKET is missing'];
  const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secretKey } = given;
  if ((id === undefined) === (secretKey === undefined)) return [];
  return [`${id === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY'} is missing`];
}

/** A name without its password, or the other way round, is a slip. */
function elasticsearchProblems(given: Record<string, string | undefined>): string[] {
  const { ELASTICSEARCH_USERNAME: username, ELASTICSEARCH_PASSWORD: password } = given;
  if ((username === undefined) === (password === undefined)) return [];
  return [`${username === undefined ? 'ELASTICSEARCH_USERNAME' : 'ELASTICSEARCH_PASSWORD'} is missing`];
}

const databaseMissing = 'DATABASE_URL is missing';

/** Everything that is wrong with the environment, in one message for the person who starts the process. */
export class ConfigError extends Error {
  constructor(problems: string[]) {
    super(`The configuration is not complete:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * @param needs whether the process has data of its own; the gateway has none.
 * @throws ConfigError naming every variable that is missing or wrong. An empty variable counts as missing.
 */
export function loadConfig(environment: Record<string, string | undefined>, needs = { database: true }): Config {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Environment.safeParse(given);
  const problems = (parsed.error?.issues ?? []).map((issue) => {
    const name = issue.path.map(String).join('.');
    return given[name] === undefined ? `${name} is missing` : `${name} ${issue.message}`;
  });
  if (needs.database && given.DATABASE_URL === undefined) problems.push(databaseMissing);
  problems.push(...elasticsearchProblems(given), ...s3Problems(given));
  if (problems.length > 0 || !parsed.success) throw new ConfigError(problems);
  return new Config(parsed.data);
}
