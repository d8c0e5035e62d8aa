import { type TestSystem } from '@djamms/testing';
import { Client } from 'pg';
import { EntityManager } from 'typeorm';

export type Statement = [sql: string, values: unknown[]];

/** What the service asks its database while `work` runs, of statements that `about` matches. */
export async function statementsOf(work: () => Promise<unknown>, about: RegExp): Promise<Statement[]> {
  const query = jest.spyOn(EntityManager.prototype, 'query');
  await work();
  const statements = query.mock.calls.map(([sql, values]): Statement => [sql, (values as unknown[]) ?? []]);
  query.mockRestore();
  return statements.filter(([sql]) => /^\s*(SELECT|UPDATE|DELETE|WITH)/.test(sql) && about.test(sql));
}

/** How PostgreSQL would carry them out. */
export async function explain(system: TestSystem, statements: readonly Statement[]): Promise<string[]> {
  const client = new Client({ connectionString: system.database.url });
  await client.connect();
  try {
    await client.query('SET search_path = playlist, public');
    const plans: string[] = [];
    for (const [sql, values] of statements) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
    }
    return plans;
  } finally {
    await client.end();
  }
}
