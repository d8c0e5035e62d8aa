import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const maxLogBytes = 10 * 1024 * 1024;

export interface ServerCommand {
  /** For messages: `PostgreSQL`. */
  name: string;
  file: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  account?: { uid: number; gid: number };
  /** Its output is appended here. */
  logFile: string;
  /** Sent one after the other until it ends. */
  stopSignals: readonly NodeJS.Signals[];
  /** Milliseconds each stop signal is given. */
  patience: number;
}

/**
 * One outside server that this process started. It runs in a session of its own, so that Ctrl-C in the terminal
 * reaches us first and the servers are stopped after what uses them.
 */
export class ServerProcess {
  /** Settles when the process has ended, whatever the reason. */
  readonly exited: Promise<void>;
  private ended = false;
  private endedWith = '';

  private constructor(
    private readonly command: ServerCommand,
    private readonly child: ChildProcess,
  ) {
    this.exited = new Promise((resolve) => {
      const finish = (reason: string): void => {
        this.ended = true;
        this.endedWith = reason;
        resolve();
      };
      child.once('error', (error) => finish(error.message));
      child.once('exit', (code, signal) => finish(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
  }

  static async start(command: ServerCommand): Promise<ServerProcess> {
    await rotate(command.logFile);
    const log = openSync(command.logFile, 'a', 0o600);
    try {
      const { uid, gid } = command.account ?? {};
      const stdio: ['ignore', number, number] = ['ignore', log, log];
      const options = { detached: true, stdio, env: command.env ?? process.env, uid, gid, cwd: '/' };
      return new ServerProcess(command, spawn(command.file, command.args, options));
    } finally {
      closeSync(log);
    }
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return !this.ended;
  }

  /** Polls `probe` until it says yes; fails with the end of the log when the process ends or `timeoutMs` are over. */
  async ready(probe: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await probe())) {
      if (this.ended) throw await this.failure(`ended at its start (${this.endedWith})`);
      if (Date.now() > deadline) throw await this.failure(`is not ready after ${Math.round(timeoutMs / 1000)} s`);
      await sleep(15);
    }
  }

  async stop(): Promise<void> {
    for (const signal of this.command.stopSignals) {
      if (this.ended) return;
      this.child.kill(signal);
      await Promise.race([this.exited, sleep(this.command.patience, undefined, { ref: false })]);
    }
    if (!this.ended) throw await this.failure('does not stop');
  }

  /** Tells it to stop without waiting: it does so by itself, also when we are gone. */
  abandon(): void {
    const [signal] = this.command.stopSignals;
    if (!this.ended) this.child.kill(signal);
  }

  private async failure(what: string): Promise<Error> {
    const log = await readFile(this.command.logFile, 'utf8').catch(() => '');
    const tail = log.trimEnd().split('\n').slice(-12).join('\n');
    return new Error(`${this.command.name} ${what}. Its last words (${this.command.logFile}):\n${tail}`);
  }
}

/** Keeps one older log file, so that logs stay bounded without another program. */
async function rotate(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  if (size > maxLogBytes) await rename(file, `${file}.1`);
}
