import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { ToolFailed } from './run.mjs';

/** Says what is being done on standard error: standard output belongs to what runs after. */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** Installs and builds what is missing or old; ends the process with a clear word when that fails. */
export async function prepare(options) {
  await orExit(async () => {
    await ensureInstalled(say);
    await ensureBuilt(say, options);
  });
}

/** Tool failures end the process with their message, without our stack. */
export async function orExit(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ToolFailed)) throw error;
    say(error.message);
    process.exit(1);
  }
}
