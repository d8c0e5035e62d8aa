import { contractions, migrationBreaks } from '../../scripts/lib/compatibility/migrations.mjs';

const released = { version: '0.1.0', migrations: { music: { '200-library.ts': 'aa', '300-votes.ts': 'bb' } } };
const kept = [
  { service: 'music', name: '200-library.ts', sha256: 'aa', text: '' },
  { service: 'music', name: '300-votes.ts', sha256: 'bb', text: '' },
];
const migration = (sql: string, above = ''): string => `
  /** It's what people asked for. */
  async up(runner: QueryRunner): Promise<void> {
    ${above}
    await runner.query(\`${sql}\`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tracks');
  }`;
const said = (files: Parameters<typeof migrationBreaks>[1]): string[] =>
  migrationBreaks(released, files).map(({ where, what }) => `${where}: ${what}`);
const withNew = (sql: string, above = '', name = '400-new.ts') =>
  said([...kept, { service: 'music', name, sha256: 'cc', text: migration(sql, above) }]);

describe('migrations beside the last release', () => {
  it('are left as they were released', () => {
    expect(said(kept)).toEqual([]);
    expect(said([{ ...kept[0]!, sha256: 'changed' }])).toEqual([
      'music 200-library.ts: was edited; 0.1.0 has run it',
      'music 300-votes.ts: is gone; 0.1.0 has run it',
    ]);
  });

  it('come after those that were released', () => {
    expect(withNew('CREATE TABLE tags (id uuid)', '', '250-tags.ts')).toEqual([
      'music 250-tags.ts: stands before 300-votes.ts, which 0.1.0 has run',
    ]);
  });

  it.each([
    'CREATE TABLE tags (id uuid PRIMARY KEY, name text NOT NULL UNIQUE)',
    'ALTER TABLE tracks ADD COLUMN mood text',
    `ALTER TABLE tracks ADD COLUMN mood text NOT NULL DEFAULT ''`,
    'ALTER TABLE tracks ADD COLUMN n bigint GENERATED ALWAYS AS IDENTITY NOT NULL',
    'ALTER TABLE tracks ALTER COLUMN mood DROP NOT NULL',
    'ALTER TABLE tracks ALTER COLUMN mood SET DEFAULT 1',
    'CREATE INDEX tracks_mood ON tracks (mood)',
    'DROP INDEX tracks_title',
    `ALTER TABLE tracks DROP CONSTRAINT tracks_source_check, ADD CONSTRAINT tracks_source_check CHECK (source IN ('a', 'b'))`,
    'UPDATE tracks SET mood = 1 WHERE mood IS NULL',
    'CREATE TABLE notes (id uuid); CREATE UNIQUE INDEX notes_id ON notes (id); ALTER TABLE notes ADD CONSTRAINT x CHECK (true)',
  ])('may add: %s', (sql) => {
    expect(withNew(sql)).toEqual([]);
  });

  it.each([
    ['DROP TABLE tracks', 'DROP TABLE tracks'],
    ['DROP TABLE IF EXISTS tags, tracks CASCADE', 'DROP TABLE tags'],
    ['ALTER TABLE tracks DROP COLUMN mood', 'ALTER TABLE tracks DROP COLUMN mood'],
    ['ALTER TABLE tracks DROP mood', 'ALTER TABLE tracks DROP mood'],
    ['ALTER TABLE tracks RENAME TO songs', 'ALTER TABLE tracks RENAME TO songs'],
    ['ALTER TABLE tracks RENAME COLUMN a TO b', 'ALTER TABLE tracks RENAME COLUMN a TO b'],
    ['ALTER TABLE tracks ALTER COLUMN mood SET NOT NULL', 'ALTER TABLE tracks ALTER COLUMN mood SET NOT NULL'],
    ['ALTER TABLE tracks ALTER mood TYPE integer', 'ALTER TABLE tracks ALTER mood TYPE integer'],
    ['ALTER TABLE tracks ALTER COLUMN mood DROP DEFAULT', 'ALTER TABLE tracks ALTER COLUMN mood DROP DEFAULT'],
    ['ALTER TABLE tracks ADD COLUMN mood text NOT NULL', 'ALTER TABLE tracks ADD COLUMN mood text NOT NULL'],
    ['ALTER TABLE tracks ADD a int, ADD b int NOT NULL', 'ALTER TABLE tracks ADD b int NOT NULL'],
    ['ALTER TABLE music.tracks ADD CHECK (year > 0)', 'ALTER TABLE tracks ADD CHECK (year > 0)'],
    ['CREATE UNIQUE INDEX one_title ON tracks (title)', 'CREATE UNIQUE INDEX one_title ON tracks (title)'],
    ['DROP FUNCTION rank(text)', 'DROP FUNCTION rank(text)'],
    ['-- tidy; up\n ALTER TABLE\n   tracks\n   DROP COLUMN mood', 'ALTER TABLE tracks DROP COLUMN mood'],
  ])('may not take away what the last release uses: %s', (sql, statement) => {
    expect(withNew(sql)[0]).toBe(
      `music 400-new.ts: ${statement}: 0.1.0 may use it. If it does not, say so above: -- contract: unused since 0.1.0`,
    );
  });

  it('may take away what the last release does not use, where that is said', () => {
    expect(withNew('-- contract: unused since 0.1.0\nDROP TABLE words')).toEqual([]);
    expect(withNew('DROP TABLE words', '// contract: unused since 0.1.0')).toEqual([]);
    expect(withNew('DROP TABLE words', '// contract: unused since 0.2.0')).toEqual([
      'music 400-new.ts: DROP TABLE words: is said to be unused since 0.2.0, but 0.1.0 is what runs beside it',
    ]);
  });

  it('are excused one by one', () => {
    const text = migration(`-- contract: unused since 0.1.0
      DROP TABLE words;
      SELECT 1;
      SELECT 2;
      SELECT 3;
      DROP TABLE tracks`);
    expect(contractions(text)).toEqual([
      { statement: 'DROP TABLE words', unusedSince: '0.1.0' },
      { statement: 'DROP TABLE tracks', unusedSince: null },
    ]);
  });
});
