import { eventually, type TestSystem } from '@djamms/testing';

/**
 * The service has read the library that the test stands in for. Where that is told to be empty, a track that comes
 * before would be taken for one that is gone.
 */
export const untilFilled = ({ database }: Pick<TestSystem, 'database'>): Promise<void> =>
  eventually(async () => {
    const rows = await database.query('SELECT 1 FROM search.index_fills WHERE completed_at IS NOT NULL');
    expect(rows).toHaveLength(1);
  });
