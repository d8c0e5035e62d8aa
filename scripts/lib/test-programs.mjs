import { orExit, say } from './prepare.mjs';
import { ToolFailed } from './run.mjs';

/** Installs the programs that tests use, or ends the process with the commands that do. */
export async function ensureTestPrograms(names) {
  const { ensurePrograms } = await import(new URL('../../dist/libs/embedded/src/index.js', import.meta.url).href);
  await orExit(() =>
    ensurePrograms(names, say).catch((error) => {
      throw new ToolFailed(error.message);
    }),
  );
}
