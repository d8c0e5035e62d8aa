// `npm run dev`: the system, built and started again at each change of a service, and the web app by Vite with hot
// reload. The data folder is the one of `npm start`.
import { spawn } from 'node:child_process';
import { prepare, say } from './lib/prepare.mjs';
import { root, tool } from './lib/paths.mjs';

await prepare();
const children = [
  [tool('@nestjs/cli/bin/nest.js'), 'start', 'standalone', '--watch', '--preserveWatchOutput'],
  [tool('vite/bin/vite.js'), 'dev', 'apps/web'],
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }));

// Ctrl-C reaches the children by itself; whoever ends us otherwise ends them too.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => children.forEach((child) => child.kill('SIGTERM')));
for (const child of children) {
  child.once('exit', (code) => {
    if (code) say(`A part of the development system ended (${code}); the other goes on. Ctrl-C ends both.`);
  });
}
