const atOnce = 2;

/** Does the work for each value, a few at a time. */
export async function each<T>(values: readonly T[], work: (value: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < values.length) await work(values[next++]!);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
