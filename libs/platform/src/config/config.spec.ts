import { ConfigError, loadConfig } from './config';

const complete = {
  DATABASE_URL: 'postgres://owner:secret@db:5432/djamms',
  NATS_URL: 'nats://queue:4222',
  JWT_SECRET: 'a jwt secret that is long enough to be good',
  ENCRYPTION_KEY: 'an encryption key that is long enough too',
};

const problemsOf = (environment: Record<string, string | undefined>): string => {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('The configuration was accepted');
};

describe('the configuration', () => {
  it('takes what is complete, and fills in the rest', () => {
    expect(loadConfig(complete)).toMatchObject({
      databaseUrl: complete.DATABASE_URL,
      jwtExpiresIn: 900,
      logLevel: 'info',
      corsOrigins: [],
    });
  });

  it('says everything that is missing or wrong in one message, and no secret', () => {
    const message = problemsOf({
      NATS_URL: '',
      JWT_SECRET: 'too short',
      PORT: '99999',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://db',
    });
    for (const part of [
      'NATS_URL is missing',
      'ENCRYPTION_KEY is missing',
      'JWT_SECRET must be at least 32',
      'PORT',
      'LOG_LEVEL',
      'DATABASE_URL must look like',
    ]) {
      expect(message).toContain(part);
    }
    expect(message).not.toContain('too short');
  });

  it('knows the bucket where one is named, with keys or without', () => {
    expect(loadConfig(complete).s3).toBeUndefined();
    const bucket = { ...complete, AWS_S3_BUCKET: 'music' };
    const amazon = { bucket: 'music', endpoint: undefined, region: 'us-east-1', credentials: undefined };
    expect(loadConfig(bucket).s3).toEqual(amazon);
    const own = { AWS_S3_ENDPOINT: 'http://minio:9000', AWS_REGION: 'here', AWS_ACCESS_KEY_ID: 'id' };
    expect(loadConfig({ ...bucket, ...own, AWS_SECRET_ACCESS_KEY: 'hush' }).s3).toEqual({
      bucket: 'music',
      endpoint: 'http://minio:9000',
      region: 'here',
      credentials: { accessKeyId: 'id', secretAccessKey: 'hush', sessionToken: undefined },
    });
  });

  it.each([
    [
      'a key without its secret',
      { AWS_S3_BUCKET: 'music', AWS_ACCESS_KEY_ID: 'id' },
      'AWS_SECRET_ACCESS_KEY is missing',
    ],
    [
      'a secret without its key',
      { AWS_S3_BUCKET: 'music', AWS_SECRET_ACCESS_KEY: 'x' },
      'AWS_ACCESS_KEY_ID is missing',
    ],
    ['an endpoint without a bucket', { AWS_S3_ENDPOINT: 'http://minio:9000' }, 'AWS_S3_BUCKET is missing'],
    ['a bucket that can not be', { AWS_S3_BUCKET: 'My Music' }, 'AWS_S3_BUCKET must be 3 to 63 small letters'],
    ['an endpoint that is no address', { AWS_S3_BUCKET: 'music', AWS_S3_ENDPOINT: 'minio:9000' }, 'AWS_S3_ENDPOINT'],
  ])('refuses %s', (_what, environment, problem) => {
    expect(problemsOf({ ...complete, ...environment })).toContain(problem);
  });

  it('takes keys that are accepted beside the ones in use, and refuses weak ones without telling them', () => {
    const [next, last] = ['n'.repeat(32), 'l'.repeat(40)];
    expect(loadConfig(complete)).toMatchObject({ jwtSecretOthers: [], encryptionKeyOthers: [] });
    const keys = { JWT_SECRET_OTHERS: ` ${next}, ${last}`, ENCRYPTION_KEY_OTHERS: next };
    expect(loadConfig({ ...complete, ...keys })).toMatchObject({
      jwtSecretOthers: [next, last],
      encryptionKeyOthers: [next],
    });
    const message = problemsOf({ ...complete, JWT_SECRET_OTHERS: `${next},short`, ENCRYPTION_KEY_OTHERS: 'weak' });
    expect(message).toMatch(/JWT_SECRET_OTHERS must hold keys[^]*ENCRYPTION_KEY_OTHERS must hold keys/);
    expect(message).not.toMatch(/short|weak/);
  });

  it('knows how to reach Elasticsearch where one is named', () => {
    expect(loadConfig(complete).elasticsearch).toBeUndefined();
    const url = { ...complete, ELASTICSEARCH_URL: 'http://search:9200' };
    expect(loadConfig(url).elasticsearch).toEqual({
      url: 'http://search:9200',
      index: 'djamms-tracks',
      auth: undefined,
    });
    expect(loadConfig({ ...url, ELASTICSEARCH_API_KEY: 'key' }).elasticsearch?.auth).toEqual({ apiKey: 'key' });
    const named = { ...url, ELASTICSEARCH_USERNAME: 'search' };
    expect(problemsOf(named)).toContain('ELASTICSEARCH_PASSWORD is missing');
    expect(loadConfig({ ...named, ELASTICSEARCH_PASSWORD: 'secret' }).elasticsearch?.auth).toEqual({
      username: 'search',
      password: 'secret',
    });
    expect(problemsOf({ ...complete, ELASTICSEARCH_URL: 'search:9200', ELASTICSEARCH_INDEX: 'a.*' })).toMatch(
      /ELASTICSEARCH_URL must look like[^]*ELASTICSEARCH_INDEX may hold/,
    );
  });

  it('knows how a process ends and who runs the migrations', () => {
    expect(loadConfig(complete)).toMatchObject({ migrations: 'run', shutdownDelay: 0, shutdownGrace: 25_000 });
    const cluster = { ...complete, MIGRATIONS: 'wait', SHUTDOWN_DELAY: '5', SHUTDOWN_GRACE: '2.5' };
    expect(loadConfig(cluster)).toMatchObject({ migrations: 'wait', shutdownDelay: 5_000, shutdownGrace: 2_500 });
    expect(problemsOf({ ...complete, MIGRATIONS: 'never', SHUTDOWN_DELAY: '-1' })).toMatch(
      /MIGRATIONS[^]*SHUTDOWN_DELAY/,
    );
  });

  it('lets only a process without data of its own start without a database', () => {
    const { DATABASE_URL: _, ...rest } = complete;
    expect(problemsOf(rest)).toContain('DATABASE_URL is missing');
    expect(() => loadConfig(rest, { database: false }).databaseUrl).toThrow('DATABASE_URL is missing');
  });

  it.each([
    ['90', 90],
    ['15m', 900],
    ['2h', 7200],
    ['1d', 86_400],
  ])('reads %s as %i seconds', (text, seconds) => {
    expect(loadConfig({ ...complete, JWT_EXPIRES_IN: text }).jwtExpiresIn).toBe(seconds);
  });
});
