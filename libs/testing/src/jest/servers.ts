import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
// Jest loads the global setup without its module mapper, so the alias does not work here.
import {
  commandOf,
  ensurePrograms,
  freePorts,
  isAlive,
  signalProcess,
  startNatsServer,
  startOf,
  startPostgresServer,
  type RunningNatsServer,
  type RunningPostgresServer,
} from '../../../embedded/src';

const folderPrefix = 'djamms-test-';

/** PostgreSQL's own account has to reach the folder, so a TMPDIR of root's alone is no place for it. */
const parent = tmpdir().startsWith('/root') ? '/tmp' : tmpdir();

/** The servers of one test run, in a temporary folder of their own. */
export class TestServers {
  private constructor(
    readonly folder: string,
    private readonly postgres: RunningPostgresServer,
    private readonly nats: RunningNatsServer,
  ) {}

  /** Starts PostgreSQL and NATS side by side, after removing what killed runs left. */
  static async start(): Promise<TestServers> {
    await removeLeftOvers();
    const folder = await mkdtemp(join(parent, folderPrefix));
    await chmod(folder, 0o711);
    await writeFile(join(folder, 'owner'), await ownerMark(process.pid));
    const programs = await ensurePrograms(['nats-server'], (line) => process.stderr.write(`${line}\n`));
    const [postgresPort = 0, natsPort = 0] = await freePorts(2);
    const password = randomBytes(12).toString('hex');
    const [postgres, nats] = await Promise.all([
      startPostgresServer({
        folder: join(folder, 'postgres'),
        port: postgresPort,
        password,
        logFile: join(folder, 'postgres.log'),
        purpose: 'disposable',
      }),
      startNatsServer({
        program: programs['nats-server'],
        folder: join(folder, 'nats'),
        port: natsPort,
        token: randomBytes(12).toString('hex'),
        logFile: join(folder, 'nats.log'),
        // Each system's streams reserve their largest size, and many systems share this server.
        maxFileStore: 2 ** 50,
      }),
    ]);
    return new TestServers(folder, postgres, nats);
  }

  /** Of the maintenance database, as the owner of the cluster. */
  get databaseUrl(): string {
    return this.postgres.url('postgres');
  }

  get natsUrl(): string {
    return this.nats.url;
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.nats.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** For a run that is being interrupted: nothing in these servers is worth a clean end. */
  stopAtOnce(): void {
    for (const server of [this.postgres.process, this.nats.process]) {
      if (server.running && server.pid !== undefined) signalProcess(server.pid, 'SIGKILL');
    }
    chmodSync(this.folder, 0o700);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const ownerMark = async (pid: number): Promise<string> => `${pid} ${await startOf(pid)}`;

async function removeLeftOvers(): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(folderPrefix));
  await Promise.all(names.map((name) => removeIfLeft(join(parent, name))));
}

async function removeIfLeft(folder: string): Promise<void> {
  const mark = await readFile(join(folder, 'owner'), 'utf8').catch(() => null);
  // Without a mark it was made a moment ago, by a run that is still starting.
  if (mark === null) return;
  const owner = Number(mark.split(' ')[0]);
  if (isAlive(owner) && (await ownerMark(owner)) === mark) return;
  await endServer(join(folder, 'postgres', 'postmaster.pid'), folder);
  await endServer(join(folder, 'nats', 'nats.pid'), folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

async function endServer(pidFile: string, folder: string): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 0) return;
  if ((await commandOf(pid))?.includes(folder) === true) signalProcess(pid, 'SIGKILL');
}
