/** Seconds to wait after the given failed try (from 1); the last step of the table repeats. */
export function backoffSeconds(table: readonly number[], attempt: number): number {
  return table[Math.min(attempt, table.length) - 1] ?? 1;
}

/** Tries and pauses of an event's consumer, about 20 minutes in all. An unreachable database does not count as a try. */
export const eventRetry = { attempts: 10, backoff: [1, 2, 5, 10, 30, 60, 120, 300] } as const;

/** Pause before trying again when the database is away. */
export const awayRetrySeconds = 3;
