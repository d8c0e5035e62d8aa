import { announceServers } from './environment';
import { TestServers } from './servers';
import { rememberServers } from './running';

const interruptions = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Starts the servers of the run; Jest calls it once, before the first test that has real servers. */
export default async function globalSetup(): Promise<void> {
  const servers = await TestServers.start();
  announceServers(servers);
  const interrupted = (signal: NodeJS.Signals): void => {
    servers.stopAtOnce();
    interruptions.forEach((each) => process.off(each, interrupted));
    process.kill(process.pid, signal);
  };
  interruptions.forEach((signal) => process.on(signal, interrupted));
  rememberServers({
    stop: async () => {
      interruptions.forEach((signal) => process.off(signal, interrupted));
      await servers.stop();
    },
  });
}
