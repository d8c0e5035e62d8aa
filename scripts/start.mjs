// `npm start`: brings the checkout up to date (dependencies, build) and runs the whole system in this process.
// `node scripts/start.mjs auth` does the same for one service. Plain Node, no dependencies: it has to run first.
import { existsSync, readFileSync } from 'node:fs';

const wanted = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node;
const [needMajor, needMinor] = wanted.replace(/^\D+/, '').split('.').map(Number);
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < needMajor || (major === needMajor && minor < needMinor)) {
  process.stderr.write(
    `DJAMMS needs Node.js ${wanted.replace('>=', '')} or newer; this is ${process.versions.node}.\n` +
      'Get it from https://nodejs.org, or with nvm: nvm install --lts\n',
  );
  process.exit(1);
}

const { prepare } = await import('./lib/prepare.mjs');
const app = process.argv[2] ?? 'standalone';
if (!existsSync(new URL(`../apps/${app}/src/main.ts`, import.meta.url))) {
  process.stderr.write(`There is no service called ${app}; npm run help tells what there is to run.\n`);
  process.exit(1);
}
await prepare({ web: app === 'standalone' || app === 'gateway' });
await import(new URL(`../dist/apps/${app}/src/main.js`, import.meta.url).href);
