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
