// What a version's migrations take away from the last release, which goes on working while they run and after them.

/**
 * @typedef {object} MigrationFile
 * @property {string} service
 * @property {string} name the file's
 * @property {string} sha256 of its content
 * @property {string} text
 */

/**
 * @param {{ version: string, migrations: Record<string, Record<string, string>> }} released services' files with their sha256
 * @param {MigrationFile[]} files this version's
 * @returns {{ where: string, what: string }[]}
 */
export function migrationBreaks(released, files) {
  const found = [];
  for (const [service, migrations] of Object.entries(released.migrations))
    for (const [name, sha256] of Object.entries(migrations)) {
      const now = files.find((file) => file.service === service && file.name === name);
      if (now === undefined) found.push(breakOf(service, name, `is gone; ${released.version} has run it`));
      else if (now.sha256 !== sha256) found.push(breakOf(service, name, `was edited; ${released.version} has run it`));
    }
  for (const file of files.filter(({ service, name }) => released.migrations[service]?.[name] === undefined))
    found.push(...newMigrationBreaks(released, file));
  return found;
}

function newMigrationBreaks(released, file) {
  const last = Object.keys(released.migrations[file.service] ?? {})
    .sort()
    .at(-1);
  const late = last !== undefined && file.name < last;
  return [
    ...(late ? [breakOf(file.service, file.name, `stands before ${last}, which ${released.version} has run`)] : []),
    ...contractions(file.text)
      .filter(({ unusedSince }) => unusedSince === null || isNewer(unusedSince, released.version))
      .map(({ statement, unusedSince }) => breakOf(file.service, file.name, explain(statement, unusedSince, released))),
  ];
}

function explain(statement, unusedSince, { version }) {
  if (unusedSince !== null)
    return `${statement}: is said to be unused since ${unusedSince}, but ${version} is what runs beside it`;
  return `${statement}: ${version} may use it. If it does not, say so above: -- contract: unused since ${version}`;
}

/**
 * The statements of `up` that take away what another version may read or write, with the release since which nobody
 * does (`contract: unused since 0.1.0` in a comment within three lines above), or null. An index that is dropped takes
 * away nothing but time. Tables that the same migration makes are nobody else's yet.
 * @returns {{ statement: string, unusedSince: string | null }[]}
 */
export function contractions(text) {
  const up = text.split(/\n\s*async down\(/, 1)[0];
  const statements = statementsOf(up);
  const made = new Set(statements.map(({ sql }) => nameAfter(/^CREATE TABLE (?:IF NOT EXISTS )?/i, sql)));
  const replaced = new Set(statements.flatMap(({ sql }) => constraints(/^DROP CONSTRAINT (?:IF EXISTS )?/i, sql)));
  return statements.flatMap(({ sql, start }) =>
    contractionsOf(sql, { made, replaced }).map((statement) => ({ statement, unusedSince: markBefore(up, start) })),
  );
}

const dropOthers = /^DROP (?:SCHEMA|TYPE|VIEW|MATERIALIZED VIEW|SEQUENCE|FUNCTION|PROCEDURE|DOMAIN|EXTENSION) /i;
const clauses = [
  /^DROP (?!CONSTRAINT )/i,
  /^RENAME /i,
  /^ALTER (?:COLUMN )?\S+ (?:SET NOT NULL|DROP DEFAULT|(?:SET DATA )?TYPE )/i,
  /^ADD (?:CONSTRAINT|CHECK|UNIQUE|PRIMARY KEY|FOREIGN KEY|EXCLUDE)\b/i,
];
const needsValue = (clause) =>
  /^ADD /i.test(clause) && /\bNOT NULL\b/i.test(clause) && !/\b(?:DEFAULT|GENERATED)\b/i.test(clause);

/** Each in one line that names the table. */
function contractionsOf(sql, { made, replaced }) {
  const dropped = /^DROP TABLE (?:IF EXISTS )?(.*?)(?: CASCADE| RESTRICT)?$/i.exec(sql);
  if (dropped)
    return split(dropped[1])
      .filter((table) => !made.has(bare(table)))
      .map((table) => `DROP TABLE ${table}`);
  if (dropOthers.test(sql)) return [shorten(sql)];
  const index = /^CREATE UNIQUE INDEX .*? ON (?:ONLY )?(\S+)/i.exec(sql);
  if (index) return made.has(bare(index[1])) ? [] : [shorten(sql)];
  const table = nameAfter(alterTable, sql);
  if (table === undefined || made.has(table)) return [];
  const isKept = (clause) => !replaced.has(nameAfter(/^ADD CONSTRAINT /i, clause));
  return alterations(sql)
    .filter((clause) => (clauses.some((pattern) => pattern.test(clause)) || needsValue(clause)) && isKept(clause))
    .map((clause) => shorten(`ALTER TABLE ${table} ${clause}`));
}

const alterTable = /^ALTER TABLE (?:IF EXISTS )?(?:ONLY )?/i;
const alterations = (sql) => (alterTable.test(sql) ? split(sql.replace(alterTable, '').replace(/^\S+ /, '')) : []);
/** A rule under the name of one that is dropped beside it is a change of that rule, mostly to let more in. */
const constraints = (pattern, sql) => alterations(sql).flatMap((clause) => nameAfter(pattern, clause) ?? []);
const bare = (name) => name.replace(/"/g, '').split('.').at(-1).replace(/\(.*$/, '');
const shorten = (sql) => (sql.length > 120 ? `${sql.slice(0, 119)}…` : sql);

function nameAfter(pattern, sql) {
  const found = pattern.exec(sql);
  return found === null ? undefined : bare(sql.slice(found[0].length).split(/[\s,]/, 1)[0]);
}

/** At the commas that stand in no parentheses. */
function split(list) {
  const parts = [''];
  let depth = 0;
  for (const character of list) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter(Boolean);
}

/** The statements within the texts of a migration, in one line each and without comments, and where they begin. */
function statementsOf(up) {
  // An apostrophe in a comment begins no text.
  const code = up.replace(/^\s*(?:\/\/|\/?\*).*$/gm, (line) => line.replace(/['"`]/g, ' '));
  return [...code.matchAll(/(['"`])((?:\\.|(?!\1)[^])*)\1/g)].flatMap(({ 2: text, index }) => {
    let end = index + 1;
    const bareText = text.replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length));
    return bareText.split(';').map((part) => {
      const begin = end;
      end += part.length + 1;
      return { sql: part.replace(/\s+/g, ' ').trim(), start: begin + part.search(/\S|$/) };
    });
  });
}

function markBefore(up, start) {
  const lines = up
    .slice(0, start + 1)
    .split('\n')
    .slice(-4)
    .join('\n');
  const marks = [...lines.matchAll(/(?:--|\/\/|\*)\s*contract: unused since (\d+\.\d+\.\d+)/g)];
  return marks.at(-1)?.[1] ?? null;
}

function isNewer(left, right) {
  const [a, b] = [left, right].map((version) => version.split('.').map(Number));
  for (const [index, part] of a.entries()) if (part !== b[index]) return part > b[index];
  return false;
}

const breakOf = (service, file, what) => ({ where: `${service} ${file}`, what });
