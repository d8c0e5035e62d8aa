import {
  ExternalSystem,
  externalUrls,
  SpawnedSystem,
  spawnSystem,
  type SpawnSystemOptions,
  type System,
} from '@djamms/testing';

const urls = externalUrls();

/** Whether the tests start their system, and so may kill its processes and look into its files. */
export const isOurs = urls === null;

/** The system under test: the one that `npm run blackbox` names, or a new one with these options. */
export const openSystem = (options?: SpawnSystemOptions): Promise<System> =>
  urls === null ? spawnSystem(options) : Promise.resolve(new ExternalSystem(urls));

/**
 * Registers a test that kills processes, or looks where only an operator can. It does not exist for a system that
 * runs elsewhere.
 */
export function itOurs(name: string, test: () => Promise<void>): void {
  if (isOurs) it(name, test);
}

/**
 * The system with its processes.
 * @throws Error when it runs elsewhere: such a test belongs into `itOurs`
 */
export function controlled(system: System): SpawnedSystem {
  if (system instanceof SpawnedSystem) return system;
  throw new Error('Only a system that this run has started can be controlled');
}
