import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type ServiceName } from '@djamms/contracts';
import { eventually } from './eventually';

/** Where the services of this checkout are built. */
export const builtApps = resolve(__dirname, '../../../dist/apps');
const stopPatienceMs = 20_000;
/** Ten processes at once take their time on a small machine that is busy. */
const readyPatienceMs = 120_000;

export interface SpawnedServiceOptions {
  service: ServiceName;
  /** Tells replicas of one service apart in the log files' names. */
  label: string;
  port: number;
  env: NodeJS.ProcessEnv;
  /** Holds the log. */
  folder: string;
}

/** One service as a process of its own, from the build, as an operator runs it. */
export class SpawnedService {
  /** The build from which it is started next. */
  apps = builtApps;
  /** How it ended last; null while it never did, or when a signal ended it. */
  exitCode: number | null = null;
  private child: ChildProcess | undefined;
  private exited: Promise<void> = Promise.resolve();

  constructor(private readonly options: SpawnedServiceOptions) {}

  get url(): string {
    return `http://127.0.0.1:${this.options.port}`;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  get running(): boolean {
    return this.child !== undefined;
  }

  /** Starts the process without waiting for it to be ready. */
  start(): void {
    if (this.child !== undefined) throw new Error(`${this.options.label} runs already`);
    const log = openSync(this.logFile, 'a');
    const main = join(this.apps, this.options.service, 'src', 'main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main], {
      env: { ...this.options.env, PORT: String(this.options.port) },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    this.exited = new Promise((settle) => {
      child.once('exit', (code) => {
        this.exitCode = code;
        this.child = undefined;
        settle();
      });
    });
  }

  /** Resolves when /health/ready says yes; fails at once, with the log, when the process has ended. */
  async ready(): Promise<void> {
    let ended = false;
    await eventually(async () => {
      if (this.child === undefined) return void (ended = true);
      const answer = await fetch(`${this.url}/health/ready`);
      if (!answer.ok) throw new Error(`${this.options.label} is not ready: ${await answer.text()}`);
    }, readyPatienceMs).catch(async (error: unknown) => {
      throw new Error(`${String(error)}\n${await this.logTail()}`);
    });
    if (ended) throw new Error(`${this.options.label} ended at its start:\n${await this.logTail()}`);
  }

  /** Sends the signal and waits for nothing. */
  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Resolves when it has ended. */
  ended(): Promise<void> {
    return this.exited;
  }

  /** Sends the signal and waits for the end. */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child?.kill(signal);
    await this.exited;
  }

  /** Asks it to end, and makes it after twenty seconds. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.child?.kill('SIGKILL'), stopPatienceMs);
    await this.kill('SIGTERM');
    clearTimeout(force);
  }

  async log(): Promise<string> {
    return readFile(this.logFile, 'utf8');
  }

  private get logFile(): string {
    return join(this.options.folder, `${this.options.label}.log`);
  }

  private async logTail(): Promise<string> {
    return (await this.log()).trimEnd().split('\n').slice(-15).join('\n');
  }
}
