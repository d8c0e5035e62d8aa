import { chmod, chown, lstat, mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Account, canReach, postgresAccount } from './postgres-account';
import { type PostgresBinaries, postgresBinaries, sharedFolder } from './postgres-binaries';
import { commandOf, endProcess, isAlive } from './process-identity';
import { ServerProcess } from './server-process';

const run = promisify(execFile);

/** The role that owns the cluster. */
export const postgresUser = 'djamms';

export interface PostgresServerOptions {
  /** The cluster's folder; made and initialised when it is not there. */
  folder: string;
  /** On loopback. */
  port: number;
  /** Of the role `djamms`; taken over when the cluster is made. */
  password: string;
  logFile: string;
  /** `durable` survives a power cut; `disposable` is for tests and may lose all in one. */
  purpose: 'durable' | 'disposable';
  /** Hears what takes its time, such as the first initialisation. */
  say?: (line: string) => void;
}

export interface RunningPostgresServer {
  /** Of one database, as the cluster's owner. */
  url(database: string): string;
  /** Where the cluster really is: elsewhere than asked when PostgreSQL's account could not reach that. */
  folder: string;
  process: ServerProcess;
  stop(): Promise<void>;
}

const sharedSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_wal_senders: '0',
  wal_level: 'minimal',
  jit: 'off',
  // One process fewer each; a small machine has nothing to gain from them.
  io_method: 'sync',
  max_logical_replication_workers: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

const settings = {
  durable: {
    ...sharedSettings,
    max_connections: '120',
    shared_buffers: '48MB',
    max_wal_size: '512MB',
    autovacuum_max_workers: '2',
    autovacuum_worker_slots: '2',
    max_parallel_workers: '2',
    max_worker_processes: '4',
  },
  disposable: {
    ...sharedSettings,
    max_connections: '400',
    shared_buffers: '128MB',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    max_wal_size: '2GB',
  },
} as const;

/**
 * Starts PostgreSQL on loopback and waits until it takes connections; makes the cluster first when there is none.
 * A server that still runs on the folder, because its launcher was killed, is stopped first, and what a crash left
 * is recovered by PostgreSQL itself. The caller holds the folder's lock.
 */
export async function startPostgresServer(options: PostgresServerOptions): Promise<RunningPostgresServer> {
  const account = await postgresAccount();
  const binaries = await postgresBinaries(account);
  const folder = await reachableFolder(options, account);
  await prepareCluster(folder, binaries, account, options);
  await endLeftOver(folder);
  const server = await launch(folder, binaries, account, options);
  const { password, port } = options;
  return {
    url: (database) => `postgresql://${postgresUser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    folder,
    process: server,
    stop: () => server.stop(),
  };
}

/**
 * The folder itself, or, when PostgreSQL's account may not enter it, one it may, with a link to it in the place
 * that was asked for.
 */
async function reachableFolder(options: PostgresServerOptions, account: Account | null): Promise<string> {
  const { folder } = options;
  if (await canReach(account, folder)) return folder;
  const target = await linkElsewhere(folder);
  options.say?.(`The database is in ${target}: its account, "postgres", may not enter ${dirname(folder)}`);
  return target;
}

async function linkElsewhere(folder: string): Promise<string> {
  const found = await lstat(folder).catch(() => null);
  if (found?.isSymbolicLink() === true) return readlink(folder);
  if (found !== null) {
    throw new Error(
      `PostgreSQL runs as the account "postgres", which cannot reach its data in ${folder}. ` +
        'Let others pass through the folders above it (chmod o+x), or move the data folder and name it in DJAMMS_DATA.',
    );
  }
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 });
  // A name of its own: an earlier data folder in the same place may have left its database there.
  const target = join(sharedFolder, `postgres-${randomBytes(6).toString('hex')}`);
  await symlink(target, folder);
  return target;
}

async function prepareCluster(
  folder: string,
  binaries: PostgresBinaries,
  account: Account | null,
  options: PostgresServerOptions,
): Promise<void> {
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => null);
  const complete = (await lstat(join(folder, 'djamms-cluster')).catch(() => null)) !== null;
  if (version !== null && complete) return checkVersion(folder, version.trim());
  options.say?.('Making the database (first start only)');
  // An earlier first start that was interrupted left nothing worth keeping: no service ever ran on it.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account !== null) await chown(folder, account.uid, account.gid);
  await initdb(folder, binaries, account, options);
  await writeFile(join(folder, 'djamms-cluster'), 'Made by DJAMMS; complete.\n');
}

/** Data files of one major version cannot be read by another. */
function checkVersion(folder: string, version: string): void {
  if (version !== '18') throw new Error(`The database in ${folder} is of PostgreSQL ${version}; this is version 18.`);
}

async function initdb(
  folder: string,
  binaries: PostgresBinaries,
  account: Account | null,
  options: PostgresServerOptions,
): Promise<void> {
  const temporary = await mkdtemp(join(tmpdir(), 'djamms-initdb-'));
  const passwordFile = join(temporary, 'password');
  try {
    await writeFile(passwordFile, options.password, { mode: 0o600 });
    if (account !== null) {
      await Promise.all([temporary, passwordFile].map((path) => chown(path, account.uid, account.gid)));
    }
    await chmod(temporary, 0o700);
    const durability = options.purpose === 'disposable' ? ['--no-sync'] : ['--data-checksums'];
    await run(binaries.initdb, [...initdbArguments(folder, passwordFile), ...durability], { ...account, cwd: '/' });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/**
 * Text is compared by code point (the built-in C.UTF-8: the same on every system and for ever), while the ctype is
 * a UTF-8 one, because pg_trgm and full-text search take only its letters for letters.
 */
function initdbArguments(folder: string, passwordFile: string): string[] {
  const locale = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8';
  return [
    `--pgdata=${folder}`,
    `--username=${postgresUser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    `--locale=${locale}`,
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ];
}

async function launch(
  folder: string,
  binaries: PostgresBinaries,
  account: Account | null,
  options: PostgresServerOptions,
): Promise<ServerProcess> {
  const given = Object.entries(settings[options.purpose]).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = await ServerProcess.start({
    name: 'PostgreSQL',
    file: binaries.postgres,
    args: ['-D', folder, '-p', String(options.port), ...given],
    account: account ?? undefined,
    logFile: options.logFile,
    // Fast shutdown; then the immediate one, from which the next start recovers.
    stopSignals: ['SIGINT', 'SIGQUIT', 'SIGKILL'],
    patience: 15_000,
  });
  try {
    await server.ready(async () => (await pidFile(folder))?.ready === server.pid, 60_000);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

interface PidFile {
  pid: number;
  /** The same pid, once the server takes connections. */
  ready: number | null;
}

/** `postmaster.pid`: the pid is its first line, the state its eighth (PostgreSQL, "Database File Layout"). */
async function pidFile(folder: string): Promise<PidFile | null> {
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  return { pid, ready: lines[7]?.trim() === 'ready' ? pid : null };
}

async function endLeftOver(folder: string): Promise<void> {
  const found = await pidFile(folder);
  // The file of a dead server stays: PostgreSQL reads it to be sure that no backend of that server is left.
  if (found === null || !isAlive(found.pid)) return;
  const command = await commandOf(found.pid);
  if (command?.includes(folder) === true) await endProcess(found.pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 15_000);
  // The pid was given to another program since (a reboot, say); PostgreSQL would take that for itself.
  else await rm(join(folder, 'postmaster.pid'), { force: true });
}
