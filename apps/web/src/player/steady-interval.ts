/**
 * `setInterval` that also ticks in a window that nobody looks at. Browsers slow the timers of hidden and silent pages
 * down to one a minute, and the venue would take a muted player for dead; timers of workers they leave alone.
 * @returns ends it
 */
export function steadyInterval(work: () => void, milliseconds: number): () => void {
  const worker = startWorker();
  if (worker === null) {
    const timer = setInterval(work, milliseconds);
    return () => clearInterval(timer);
  }
  worker.onmessage = () => work();
  worker.postMessage(milliseconds);
  return () => worker.terminate();
}

function startWorker(): Worker | null {
  try {
    return new Worker(new URL('./tick.worker.ts', import.meta.url), { type: 'module' });
  } catch {
    return null;
  }
}
