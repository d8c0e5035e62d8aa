import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@djamms/embedded';
import { eventually } from './eventually';
import { RestClient } from './rest-client';

const root = resolve(__dirname, '../../..');

/** A data folder for a standalone system; open for passing through, since PostgreSQL may run as another account. */
export async function makeDataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'djamms-standalone-'));
  await chmod(folder, 0o711);
  return folder;
}

export const removeDataFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

export interface StandaloneOptions {
  dataFolder: string;
  /** A free one unless given. */
  port?: number;
  env?: Record<string, string>;
}

/** `npm start` as a process: the launcher script, the build, the embedded servers. */
export class StandaloneProcess {
  private text = '';
  private code: number | null | undefined;
  private readonly closed: Promise<void>;

  private constructor(
    readonly port: number,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    }
    this.closed = new Promise((settle) =>
      child.once('close', (code) => {
        this.code = code;
        settle();
      }),
    );
  }

  static async spawn(options: StandaloneOptions): Promise<StandaloneProcess> {
    const port = options.port ?? (await freePort());
    // The test run's own servers must not be taken for given ones.
    const { DATABASE_URL: _database, NATS_URL: _nats, ...inherited } = process.env;
    const env = { ...inherited, DJAMMS_DATA: options.dataFolder, PORT: String(port), ...options.env };
    const child = spawn(process.execPath, [join(root, 'scripts/start.mjs')], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new StandaloneProcess(port, child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  rest(): RestClient {
    return new RestClient(this.url);
  }

  /** All it has said so far, on both streams. */
  output(): string {
    return this.text;
  }

  /** Resolves when it says that it is ready; fails when it ends before. */
  async ready(): Promise<this> {
    let ended = false;
    await eventually(() => {
      ended = this.code !== undefined;
      if (!ended && !this.text.includes('Ready after')) throw new Error(`Not ready:\n${this.text}`);
    }, 120_000);
    if (ended) throw new Error(`It ended with ${this.code}:\n${this.text}`);
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal, if any, waits for the end and gives the exit code; null when a signal ended it. */
  async end(signal?: NodeJS.Signals): Promise<number | null> {
    if (signal !== undefined && this.code === undefined) this.signal(signal);
    await this.closed;
    return this.code ?? null;
  }
}
