import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { commandOf, endProcess } from './process-identity';
import { ServerProcess } from './server-process';

const gibibyte = 1024 ** 3;
const mebibyte = 1024 ** 2;

export interface NatsServerOptions {
  /** The nats-server program. */
  program: string;
  /** Holds its configuration, its pid and JetStream's store. */
  folder: string;
  /** On loopback. */
  port: number;
  /** What clients must show; letters and digits. */
  token: string;
  logFile: string;
  /** Bytes JetStream may keep on disk; 4 GiB unless given. */
  maxFileStore?: number;
}

export interface RunningNatsServer {
  /** With the token in it. */
  url: string;
  process: ServerProcess;
  stop(): Promise<void>;
}

/**
 * Starts nats-server with JetStream on loopback and waits until it takes clients. An earlier server that still
 * runs on the same folder, because its launcher was killed, is ended first. The caller holds the folder's lock.
 */
export async function startNatsServer(options: NatsServerOptions): Promise<RunningNatsServer> {
  const configFile = join(options.folder, 'nats.conf');
  const pidFile = join(options.folder, 'nats.pid');
  await mkdir(options.folder, { recursive: true });
  await endLeftOver(pidFile, configFile);
  await writeFile(configFile, configuration(options, pidFile), { mode: 0o600 });
  await chmod(configFile, 0o600);
  const server = await ServerProcess.start({
    name: 'nats-server',
    file: options.program,
    args: ['--config', configFile],
    logFile: options.logFile,
    // SIGTERM lets JetStream write what it holds.
    stopSignals: ['SIGTERM', 'SIGKILL'],
    patience: 10_000,
  });
  try {
    await server.ready(() => greets(options.port), 30_000);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const url = `nats://${options.token}@127.0.0.1:${options.port}`;
  return { url, process: server, stop: () => server.stop() };
}

function configuration(options: NatsServerOptions, pidFile: string): string {
  const fileStore = options.maxFileStore ?? 4 * gibibyte;
  return [
    '# Written anew at each start.',
    `listen: "127.0.0.1:${options.port}"`,
    `pid_file: ${JSON.stringify(pidFile)}`,
    `authorization { token: ${JSON.stringify(options.token)} }`,
    `max_payload: ${mebibyte}`,
    'jetstream {',
    `  store_dir: ${JSON.stringify(join(options.folder, 'store'))}`,
    `  max_file_store: ${fileStore}`,
    `  max_memory_store: ${64 * mebibyte}`,
    '}',
    '',
  ].join('\n');
}

async function endLeftOver(pidFile: string, configFile: string): Promise<void> {
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).trim());
  if (!Number.isInteger(pid) || pid <= 0) return;
  const command = await commandOf(pid);
  if (command?.includes('nats-server') === true && command.includes(configFile)) {
    await endProcess(pid, ['SIGTERM', 'SIGKILL'], 10_000);
  }
}

/** A NATS server speaks first: `INFO {...}`, with `"jetstream":true` once JetStream is up. */
function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    let greeting = '';
    socket.setTimeout(1000, () => answer(false));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.on('data', (chunk: Buffer) => {
      greeting += chunk.toString('latin1');
      if (greeting.includes('\r\n')) answer(greeting.startsWith('INFO ') && greeting.includes('"jetstream":true'));
    });
  });
}
