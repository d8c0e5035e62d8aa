import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ensurePrograms,
  freePorts,
  startNatsServer,
  startPostgresServer,
  type RunningNatsServer,
  type RunningPostgresServer,
} from '@djamms/embedded';
import { type Victim } from './faults';

/** A durable PostgreSQL and NATS of this run alone, to be killed and started on what they had stored. */
export class MortalServers {
  private constructor(
    private readonly folder: string,
    private readonly ports: readonly number[],
    private readonly natsProgram: string,
    private nats: RunningNatsServer,
    private postgres: RunningPostgresServer,
  ) {}

  static async start(): Promise<MortalServers> {
    // PostgreSQL's own account has to reach the folder.
    const folder = await mkdtemp(join(tmpdir(), 'djamms-chaos-'));
    await chmod(folder, 0o711);
    const ports = await freePorts(2);
    const { 'nats-server': program } = await ensurePrograms(['nats-server'], () => undefined);
    const [nats, postgres] = await Promise.all([startNats(folder, ports, program), startPostgres(folder, ports)]);
    return new MortalServers(folder, ports, program, nats, postgres);
  }

  get natsUrl(): string {
    return this.nats.url;
  }

  get databaseUrl(): string {
    return this.postgres.url('postgres');
  }

  get victims(): Victim[] {
    return [
      {
        name: 'nats',
        kill: () => killed(this.nats.process),
        start: async () => void (this.nats = await startNats(this.folder, this.ports, this.natsProgram)),
      },
      {
        name: 'postgres',
        kill: () => killed(this.postgres.process),
        start: async () => void (this.postgres = await startPostgres(this.folder, this.ports)),
      },
    ];
  }

  async stop(): Promise<void> {
    await Promise.all([this.nats.stop(), this.postgres.stop()]);
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function killed(server: RunningNatsServer['process']): Promise<void> {
  if (server.pid !== undefined) process.kill(server.pid, 'SIGKILL');
  while (server.running) await new Promise((resolve) => setTimeout(resolve, 10));
}

const startNats = (folder: string, ports: readonly number[], program: string): Promise<RunningNatsServer> =>
  startNatsServer({
    program,
    folder: join(folder, 'nats'),
    port: ports[0] ?? 0,
    token: 'chaos0token',
    logFile: join(folder, 'nats.log'),
  });

const startPostgres = (folder: string, ports: readonly number[]): Promise<RunningPostgresServer> =>
  startPostgresServer({
    folder: join(folder, 'postgres'),
    port: ports[1] ?? 0,
    password: 'chaospassword',
    logFile: join(folder, 'postgres.log'),
    purpose: 'durable',
  });
