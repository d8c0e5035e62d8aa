/** How the servers' addresses travel from Jest's parent process to its workers. */
const databaseVariable = 'DJAMMS_TEST_DATABASE_URL';
const natsVariable = 'DJAMMS_TEST_NATS_URL';
const folderVariable = 'DJAMMS_TEST_FOLDER';

export interface ServerUrls {
  /** The maintenance database, as the owner of the cluster. */
  databaseUrl: string;
  natsUrl: string;
  /** Temporary; removed with the servers, and by the next run when this one is killed. */
  folder: string;
}

export function announceServers(urls: ServerUrls): void {
  process.env[databaseVariable] = urls.databaseUrl;
  process.env[natsVariable] = urls.natsUrl;
  process.env[folderVariable] = urls.folder;
}

/** The test run's servers. */
export function serverUrls(): ServerUrls {
  const databaseUrl = process.env[databaseVariable];
  const natsUrl = process.env[natsVariable];
  const folder = process.env[folderVariable];
  if (databaseUrl === undefined || natsUrl === undefined || folder === undefined) {
    throw new Error('This test needs servers: name it *.int-spec.ts or *.e2e-spec.ts, so that Jest starts them');
  }
  return { databaseUrl, natsUrl, folder };
}
