import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from './start-error';
import { places, type Places } from './settings';

/** Makes the data folder where it is missing. What is secret in it is closed on its own. */
export async function prepareDataFolder(dataFolder: string): Promise<Places> {
  const found = places(dataFolder);
  try {
    await mkdir(dirname(found.log), { recursive: true });
    await mkdir(found.storage, { recursive: true, mode: 0o700 });
    // Passing through is allowed: PostgreSQL runs as an account of its own when we are root.
    await chmod(dataFolder, 0o711);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The data folder ${dataFolder} cannot be used (${reason}). Name another in DJAMMS_DATA.`);
  }
  return found;
}
