import { type EntityManager } from 'typeorm';

/** Runs a query of this service's own; the row type stands beside the SQL that makes it. */
export async function rows<Row extends object>(
  manager: EntityManager,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  // TypeORM gives UPDATE and DELETE with RETURNING as [rows, count], and everything else as rows.
  const result = await manager.query<Row[] | [Row[], number]>(sql, values);
  return isReturning(result) ? result[0] : result;
}

const isReturning = <Row>(result: Row[] | [Row[], number]): result is [Row[], number] =>
  result.length === 2 && Array.isArray(result[0]) && typeof result[1] === 'number';

/** The first row, for queries that give at most one. */
export async function firstRow<Row extends object>(
  manager: EntityManager,
  sql: string,
  values: unknown[] = [],
): Promise<Row | undefined> {
  return (await rows<Row>(manager, sql, values))[0];
}

/** A number written into SQL text: only ones the service made itself, never text from outside. */
export function integer(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not an exact integer`);
  return String(value);
}
