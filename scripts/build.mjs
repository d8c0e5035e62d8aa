// `npm run build`: builds everything anew.
import { ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { orExit, say } from './lib/prepare.mjs';

await orExit(async () => {
  await ensureInstalled(say);
  await ensureBuilt(say, { force: true });
});
