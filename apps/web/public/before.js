// What has to be settled before the app's code is there. A file of its own, because the content security policy
// allows no scripts inside the page.

// The chosen colours, before the first paint: a light page never flashes dark. The key is the console's.
try {
  const chosen = localStorage.getItem('djamms.color-scheme');
  const light = chosen === 'light' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', light ? 'light' : 'dark');
} catch {
  // Storage can be switched off; dark it stays.
}

// zod compiles schemas from strings where it may. Here it may not, and trying it once would be reported as a breach.
globalThis.__zod_globalConfig = { jitless: true };
