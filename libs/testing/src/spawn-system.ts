import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { services, type ServiceName } from '@djamms/contracts';
import { freePorts } from '@djamms/embedded';
import { type System } from './external-system';
import { RestClient } from './rest-client';
import { SpawnedService } from './spawned-service';
import { TestPlace } from './test-place';

const webRoot = resolve(__dirname, '../../../dist/web');

export interface SpawnSystemOptions {
  /** All eight unless given. */
  services?: readonly ServiceName[];
  /** How many processes of a service; one unless given. */
  replicas?: Partial<Record<ServiceName, number>>;
  /** The build of all services; this checkout's unless given. */
  apps?: string;
  /** Added to every process's environment. */
  env?: Record<string, string>;
  /** Says where gateways find uploads and media, given where the file services will be: for what stands before those. */
  fileUrl?: (urls: string[]) => Promise<string>;
}

/**
 * The whole system as an operator runs it: every service a process from `dist/`, with a database, a NATS prefix and
 * a storage folder of its own. Resolves when all are ready.
 */
export async function spawnSystem(options: SpawnSystemOptions = {}): Promise<SpawnedSystem> {
  const place = await TestPlace.make();
  const wanted = (options.services ?? services).flatMap((service) =>
    Array.from({ length: options.replicas?.[service] ?? 1 }, (_, index) => ({ service, index })),
  );
  const ports = await freePorts(wanted.length);
  const filePorts = ports.filter((_, position) => wanted[position]?.service === 'file');
  const fileUrl = await options.fileUrl?.(filePorts.map((port) => `http://127.0.0.1:${port}`));
  const env = {
    ...process.env,
    ...place.environment(),
    HOST: '127.0.0.1',
    ...(fileUrl === undefined ? {} : { FILE_URL: fileUrl }),
    ...(existsSync(webRoot) ? { WEB_ROOT: webRoot } : {}),
    ...options.env,
  };
  const processes = wanted.map(
    ({ service, index }, position) =>
      new SpawnedService({
        service,
        label: index === 0 ? service : `${service}-${index + 1}`,
        port: ports[position] ?? 0,
        // Each gateway passes on to a file service of its own, as far as they go.
        env: { FILE_URL: `http://127.0.0.1:${filePorts[index % filePorts.length] ?? 0}`, ...env },
        folder: place.folder,
      }),
  );
  for (const process of processes) process.apps = options.apps ?? process.apps;
  const system = new SpawnedSystem(
    place,
    wanted.map(({ service }, position) => ({ service, process: processes[position]! })),
  );
  try {
    await system.startAll();
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}

interface Member {
  service: ServiceName;
  process: SpawnedService;
}

export class SpawnedSystem implements System {
  constructor(
    /** Its database, NATS prefix and folders. */
    readonly place: TestPlace,
    private readonly members: readonly Member[],
  ) {}

  /** One process of a service, the first unless told. */
  process(service: ServiceName, replica = 0): SpawnedService {
    const found = this.members.filter((member) => member.service === service)[replica];
    if (found === undefined) throw new Error(`There is no ${service} process number ${replica} in this system`);
    return found.process;
  }

  /** Where the gateway listens. */
  url(replica = 0): string {
    return this.process('gateway', replica).url;
  }

  /** A client of the gateway without credentials. */
  rest(replica = 0): RestClient {
    return new RestClient(this.url(replica));
  }

  /** Ends one process, without warning unless another signal is given. */
  kill(service: ServiceName, signal: NodeJS.Signals = 'SIGKILL', replica = 0): Promise<void> {
    return this.process(service, replica).kill(signal);
  }

  /** Starts a process that was killed, or stops and starts one that runs; resolves when it is ready. */
  async restart(service: ServiceName, replica = 0): Promise<void> {
    const process = this.process(service, replica);
    if (process.running) await process.stop();
    process.start();
    await process.ready();
  }

  async startAll(): Promise<void> {
    for (const { process } of this.members) process.start();
    await Promise.all(this.members.map(({ process }) => process.ready()));
  }

  /** Ends all processes, the gateway first, and removes what they stored. */
  async stop(): Promise<void> {
    const gateways = this.members.filter(({ service }) => service === 'gateway');
    await Promise.all(gateways.map(({ process }) => process.stop()));
    await Promise.all(this.members.map(({ process }) => process.stop()));
    await this.place.remove();
  }
}
