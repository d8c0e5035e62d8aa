/** How long a shutdown waits for what is in hand unless told; a handler that hangs must not hold up the process for ever. */
export const defaultGraceMs = 10_000;

/** Resolves when all have settled, or when the grace time is over. */
export async function settledInGrace(work: Iterable<Promise<unknown>>, graceMs = defaultGraceMs): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
  await Promise.race([Promise.allSettled(work), grace]);
  clearTimeout(timer);
}
