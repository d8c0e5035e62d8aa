import { services, type ServiceName } from '@djamms/contracts';
import { type SpawnedSystem, spawnSystem } from '@djamms/testing';
import { Balancer } from './balancer';

const twoOfEach = Object.fromEntries(services.map((service) => [service, 2])) as Record<ServiceName, number>;
/** As in a cluster, but shorter: balancers look four times a second. */
const shutdown = { SHUTDOWN_DELAY: '1', SHUTDOWN_GRACE: '25' };

/** Two of everything, with a balancer between the gateways and the file services. */
export interface DoubleSystem {
  system: SpawnedSystem;
  /** Of the gateways. */
  urls: string[];
  stop: () => Promise<void>;
}

/** @param apps the build of all services; this checkout's unless given */
export async function startDouble(apps?: string): Promise<DoubleSystem> {
  const files = await Balancer.start([]);
  const stop = async (system?: SpawnedSystem): Promise<void> => {
    await system?.stop();
    await files.stop();
  };
  try {
    const system = await spawnSystem({ apps, replicas: twoOfEach, env: { ...shutdown, FILE_URL: files.url } });
    await files.follow([0, 1].map((replica) => system.process('file', replica).url));
    return { system, urls: [system.url(0), system.url(1)], stop: () => stop(system) };
  } catch (error) {
    await stop();
    throw error;
  }
}

export interface RollOptions {
  replicas?: readonly number[];
  services?: readonly ServiceName[];
  /** The build from which they are started; their last one unless given. */
  apps?: string;
  /** Told of each process when it is ready again. */
  say?: (line: string) => void;
}

/**
 * Ends process after process by SIGTERM, starts it again, and goes on when it is ready, as a rolling update does.
 * @throws Error when one does not end with 0
 */
export async function roll({ system }: DoubleSystem, options: RollOptions = {}): Promise<void> {
  for (const service of options.services ?? services) {
    for (const replica of options.replicas ?? [0, 1]) {
      const process = system.process(service, replica);
      const from = Date.now();
      await process.kill('SIGTERM');
      const took = ((Date.now() - from) / 1_000).toFixed(1);
      if (process.exitCode !== 0) throw new Error(`${service} ${replica + 1} ended with ${process.exitCode}`);
      process.apps = options.apps ?? process.apps;
      process.start();
      await process.ready();
      options.say?.(`${service} ${replica + 1} ended in ${took} s and is ready again`);
    }
  }
}
