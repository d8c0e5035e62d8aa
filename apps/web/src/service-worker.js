// Keeps the player's page itself on the device, so that it opens and reloads without the server. Its songs are kept
// by the page (src/player/offline). The console is not touched: it is of no use without the server. The build puts
// the list of files in (service-worker.plugin.mts).

const shell = __SHELL__;

const shellCache = `djamms-shell-${shell.version}`;
const coverCache = 'djamms-covers';
/** Pictures of more songs than are kept. */
const maxCovers = 1_500;
/** Milliseconds that the server may take for the page before the kept one is shown. */
const patience = 3_000;

self.addEventListener('install', (event) => {
  event.waitUntil(keepShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldShells().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (shell.files.includes(pathname)) event.respondWith(keptFile(request, pathname));
  else if (pathname.startsWith('/media/images/')) event.respondWith(cover(request));
});

async function keepShell() {
  const cache = await caches.open(shellCache);
  await cache.addAll(shell.files.map((path) => new Request(path, { cache: 'reload' })));
}

async function forgetOldShells() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith('djamms-shell-') && name !== shellCache);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** The server's page where it answers in time, so that a new version shows at the next load; else the kept one. */
async function page(request) {
  const kept = await caches.match('/', { cacheName: shellCache });
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), patience));
  const fresh = fetch(request);
  fresh.catch(() => undefined);
  try {
    const answer = await (kept === undefined ? fresh : Promise.race([fresh, late]));
    if (answer.ok || kept === undefined) return answer;
  } catch (error) {
    if (kept === undefined) throw error;
  }
  return kept;
}

async function keptFile(request, pathname) {
  return (await caches.match(pathname, { cacheName: shellCache })) ?? fetch(request);
}

/** Pictures never change under their address. */
async function cover(request) {
  const cache = await caches.open(coverCache);
  const kept = await cache.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.status === 200) {
    await cache.put(request, answer.clone()).catch(() => undefined);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - maxCovers)).map((key) => cache.delete(key)));
  }
  return answer;
}
