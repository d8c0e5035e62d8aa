import { missingMigrations } from './migrate';

const [first, second, third] = ['Tables1700000000000', 'Queue1763600300000', 'Votes1763600400000'] as const;

describe('the migrations that a process waits for', () => {
  it('are those it knows and the database has not run, oldest first', () => {
    expect(missingMigrations([third, first, second], [first])).toEqual([second, third]);
    expect(missingMigrations([first, second], [])).toEqual([first, second]);
  });

  it('are none when the database is newer', () => {
    expect(missingMigrations([first, second], [first, second, third])).toEqual([]);
  });
});
