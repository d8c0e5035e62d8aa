/** How the servers' addresses travel from Jest's parent process to its workers. */
const databaseVariable = 'DJAMMS_TEST_DATABASE_URL';
const natsVariable = 'DJAMMS_TEST_NATS_URL';

export interface ServerUrls {
  /** The maintenance database, as the owner of the cluster. */
  databaseUrl: string;
  natsUrl: string;
}

export function announceServers(urls: ServerUrls): void {
  process.env[databaseVariable] = urls.databaseUrl;
  process.env[natsVariable] = urls.natsUrl;
}

/** The test run's servers. */
export function serverUrls(): ServerUrls {
  const databaseUrl = process.env[databaseVariable];
  const natsUrl = process.env[natsVariable];
  if (databaseUrl === undefined || natsUrl === undefined) {
    throw new Error('This test needs servers: name it *.int-spec.ts or *.e2e-spec.ts, so that Jest starts them');
  }
  return { databaseUrl, natsUrl };
}
