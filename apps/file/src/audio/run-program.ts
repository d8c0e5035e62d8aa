import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { type Readable } from 'node:stream';

export interface ProgramOptions {
  timeoutMs: number;
  /** Called with every line, without its end; a line longer than 4,000 characters is cut. */
  onOutputLine?: (line: string) => void;
  onErrorLine?: (line: string) => void;
  signal?: AbortSignal;
  /** Nobody waits for it: everything else comes first. */
  inBackground?: boolean;
}

export type ProgramFailure = 'missing' | 'timeout' | 'exit';

/** An outside program that could not be started, took too long, or said no. */
export class ProgramError extends Error {
  constructor(
    readonly failure: ProgramFailure,
    message: string,
    /** The last lines of its standard error; may hold paths: for the log only. */
    readonly errorOutput: string,
  ) {
    super(message);
    this.name = 'ProgramError';
  }
}

const maxLineLength = 4_000;
const maxKeptErrorLines = 20;

/**
 * Runs a program without a shell, with nothing on its standard input. Its output is read line by
 * line and never kept whole. Ends it when the time is up or the signal says so.
 *
 * @throws ProgramError, or the signal's reason.
 */
export async function runProgram(command: string, args: readonly string[], options: ProgramOptions): Promise<void> {
  options.signal?.throwIfAborted();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
  const errorLines: string[] = [];
  let timedOut = false;
  const stop = (): void => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, options.timeoutMs);
  options.signal?.addEventListener('abort', stop, { once: true });
  eachLine(child.stdout, (line) => options.onOutputLine?.(line));
  eachLine(child.stderr, (line) => {
    if (errorLines.push(line) > maxKeptErrorLines) errorLines.shift();
    options.onErrorLine?.(line);
  });
  if (options.inBackground) lowerPriority(child.pid);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    options.signal?.throwIfAborted();
    const errorOutput = errorLines.join('\n');
    if (timedOut) throw new ProgramError('timeout', `${command} took longer than ${options.timeoutMs} ms`, errorOutput);
    if (code !== 0) throw new ProgramError('exit', `${command} ended with ${code ?? 'a signal'}`, errorOutput);
  } catch (error) {
    if (isSpawnError(error)) throw new ProgramError('missing', `${command} could not be started: ${error.code}`, '');
    throw error;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
}

/** The room's sound and the requests come before the analysis of files. */
function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // Ended already, or not allowed here: it runs all the same.
  }
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) onLine(line.slice(0, maxLineLength));
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

const isSpawnError = (error: unknown): error is { code: string } =>
  typeof error === 'object' && error !== null && 'syscall' in error && 'code' in error;
