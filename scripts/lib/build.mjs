import { readdirSync } from 'node:fs';
import { fingerprint, readStamp, writeStamp } from './fingerprint.mjs';
import { inRoot, tool } from './paths.mjs';
import { collect, ToolFailed } from './run.mjs';

const shared = ['package-lock.json', 'tsconfig.json'];
const folders = (parent, without = []) =>
  readdirSync(inRoot(parent))
    .filter((name) => !without.includes(name))
    .map((name) => `${parent}/${name}/src`);

/** What there is to build: the sources it comes from, the stamp of the last build, and how. */
const products = {
  server: {
    name: 'services',
    stamp: 'dist/.built-server',
    sources: () => [
      ...shared,
      'nest-cli.json',
      'apps/standalone/tsconfig.app.json',
      ...folders('apps', ['web']),
      ...folders('libs'),
    ],
    build: () => collect(tool('@nestjs/cli/bin/nest.js'), ['build', 'standalone']),
  },
  web: {
    name: 'web app',
    stamp: 'dist/.built-web',
    sources: () => [...shared, 'apps/web', ...folders('libs', ['embedded', 'messaging', 'platform', 'testing'])],
    build: () => collect(tool('vite/bin/vite.js'), ['build', 'apps/web', '--logLevel', 'warn']),
  },
};

/** Builds what is older than its sources, side by side. */
export async function ensureBuilt(say, { web = true, force = false } = {}) {
  const wanted = web ? [products.server, products.web] : [products.server];
  const stale = wanted
    .map((product) => ({ ...product, print: fingerprint(product.sources()) }))
    .filter((product) => force || readStamp(product.stamp) !== product.print);
  if (stale.length === 0) return;
  say(`Building the ${stale.map((product) => product.name).join(' and the ')}`);
  await Promise.all(stale.map(buildOne));
}

async function buildOne({ name, build, stamp, print }) {
  const { code, output } = await build();
  if (code !== 0) throw new ToolFailed(`The ${name} could not be built:\n${output}`);
  writeStamp(stamp, print);
}
