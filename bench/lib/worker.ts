import { fork, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import { type z } from 'zod';

const register = resolve(__dirname, '../register.cjs');
const workers = resolve(__dirname, '../workers');

/** Every worker's process, so that none outlives the run. */
const alive = new Set<ChildProcess>();
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')));
let interrupted = false;

/** Ends all workers and starts no more: what waits for one fails, and stops its system on the way out. */
export function interruptWorkers(): void {
  interrupted = true;
  alive.forEach((child) => child.kill('SIGKILL'));
}

/** A process of its own that makes load or answers it: neither may take time from what is measured. */
export class Worker {
  private constructor(private readonly child: ChildProcess) {}

  /** @param name a file of `bench/workers` */
  static start(name: string): Worker {
    if (interrupted) throw new Error('The benchmarks were interrupted');
    const child = fork(resolve(workers, `${name}.ts`), [], { execArgv: ['-r', register] });
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    return new Worker(child);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Gives it a job and resolves with its answer; a worker that takes too long is ended. */
  async ask<T>(job: object, answer: z.ZodType<T>, timeoutMs: number): Promise<T> {
    const { child } = this;
    const said = await new Promise<unknown>((settle, reject) => {
      const timer = setTimeout(() => finish(() => reject(new Error('A worker did not end in time'))), timeoutMs);
      const onExit = (): void => finish(() => reject(new Error('A worker ended before it had answered')));
      const onMessage = (message: unknown): void => finish(() => settle(message));
      const finish = (then: () => void): void => {
        clearTimeout(timer);
        child.off('exit', onExit).off('message', onMessage);
        then();
      };
      child.once('exit', onExit).once('message', onMessage);
      child.send(job);
    });
    return answer.parse(said);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((settle) => this.child.once('exit', settle));
    this.child.kill('SIGKILL');
    await ended;
  }
}

/** One job for one worker. */
export async function ask<T>(name: string, job: object, answer: z.ZodType<T>, timeoutMs = 120_000): Promise<T> {
  const worker = Worker.start(name);
  try {
    return await worker.ask(job, answer, timeoutMs);
  } finally {
    await worker.stop();
  }
}

/** In a worker: answers each job of a shape. */
export function serve<T>(shape: z.ZodType<T>, work: (job: T) => Promise<object>): void {
  process.on('message', (message) => {
    const run = async (): Promise<void> => void process.send?.(await work(shape.parse(message)));
    run().catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
  });
  process.on('disconnect', () => process.exit());
}
