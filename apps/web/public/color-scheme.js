// Sets the chosen colours before the first paint, so that a light page never flashes dark. The console's key.
try {
  const chosen = localStorage.getItem('djamms.color-scheme');
  const light = chosen === 'light' || (chosen === 'auto' && matchMedia('(prefers-color-scheme: light)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', light ? 'light' : 'dark');
} catch {
  // Storage can be switched off; dark it stays.
}
