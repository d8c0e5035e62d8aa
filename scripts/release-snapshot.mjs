// `npm run release:snapshot`: what this version has promised from now on, for `npm run check:compatibility` of the next.
// Run it with the commit that is released.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { contractsText } from './generate-contracts.mjs';
import { inRoot } from './lib/paths.mjs';
import { prepare, say } from './lib/prepare.mjs';

await prepare({ web: false });
const file = inRoot('docs/generated/released/contracts.json');
const text = contractsText();
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, text);
say(`${JSON.parse(text).version} is what the next version is compared with`);
process.exit();
