// `npm run traffic -- --url http://127.0.0.1:3000 --seconds 60`: clients of every kind at a running system; the end
// says whether any of them noticed something.
import { inRoot } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';

await prepare({ web: false });
const { createRequire } = await import('node:module');
const require = createRequire(import.meta.url);
require(inRoot('bench/register.cjs'));
require(inRoot('test/rollout/main.ts'));
