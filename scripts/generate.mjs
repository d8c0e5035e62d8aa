// `npm run generate`: writes docs/generated from the code. With --check it writes nothing and fails when a file is
// not what the code says.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { prepare, say } from './lib/prepare.mjs';
import { inRoot } from './lib/paths.mjs';
import { contractsText } from './generate-contracts.mjs';
import { openApiText } from './generate-openapi.mjs';
import { subjectsText } from './generate-subjects.mjs';

const files = {
  'docs/generated/openapi.json': openApiText,
  'docs/generated/subjects.md': subjectsText,
  'docs/generated/contracts.json': contractsText,
};
const onlyCheck = process.argv.includes('--check');

await prepare({ web: false });
mkdirSync(inRoot('docs/generated'), { recursive: true });
for (const [path, generate] of Object.entries(files)) {
  const text = await generate();
  if (!onlyCheck) writeFileSync(inRoot(path), text);
  else if (current(path) !== text) {
    say(`${path} is not what the code says. Run: npm run generate`);
    process.exitCode = 1;
  }
}
process.exit();

function current(path) {
  try {
    return readFileSync(inRoot(path), 'utf8');
  } catch {
    return null;
  }
}
