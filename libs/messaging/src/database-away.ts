const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** PostgreSQL can't be reached or is shutting down or starting (class 57P, 08; PostgreSQL "Error Codes"), or no connection came free. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, driverError } = error as Error & { code?: unknown; driverError?: unknown };
  if (driverError && driverError !== error && isDatabaseAway(driverError)) return true;
  if (
    typeof code === 'string' &&
    (code.startsWith('57P') || code.startsWith('08') || networkCodes.has(code) || code === '53300')
  )
    return true;
  return /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|driver not connected|is not established/i.test(
    error.message,
  );
}
