import { type AddressInfo } from 'node:net';
import fastify from 'fastify';
import { Pool } from 'pg';
import { nearWords } from '../../apps/search/src/engine/built-in/near-words';
import { StringTable } from '../../apps/search/src/engine/built-in/string-table';
import { forgivenEdits } from '../../apps/search/src/text/edits';
import { normalize, wordsOf } from '../../apps/search/src/text/normalize';
import { serve } from '../lib/worker';
import { DatabaseJob } from './jobs';

const candidates = 500;
const shown = 20;
const mostMended = 12;

const prepare = [
  `DROP TABLE IF EXISTS bench_search`,
  `CREATE TABLE bench_search AS
     SELECT track_id, summary, base_text AS base, popularity, NOT is_version AS original,
            ln(1 + popularity) + CASE WHEN is_version THEN 0 ELSE 10 END AS standing,
            setweight(to_tsvector('simple', title_text), 'A') || setweight(to_tsvector('simple', artist_text), 'B')
              || setweight(to_tsvector('simple', album_text), 'C') AS words
       FROM search.documents WHERE deleted_at IS NULL`,
  `CREATE INDEX ON bench_search USING gin (words) WITH (fastupdate = off)`,
  `CREATE INDEX ON bench_search (base COLLATE "C", standing DESC)`,
  `VACUUM ANALYZE bench_search`,
];

/** $1 what was typed, $2 the words as typed or mended, $3 as typed. */
const searchSql = `
  WITH candidate AS MATERIALIZED (
    (SELECT * FROM bench_search WHERE base = $1 ORDER BY standing DESC LIMIT 100)
    UNION ALL
    (SELECT * FROM bench_search WHERE base COLLATE "C" > $1 AND base COLLATE "C" < $1 || U&'\\FFFF' ORDER BY standing DESC LIMIT 100)
    UNION ALL
    (SELECT * FROM bench_search WHERE words @@ $2::tsquery ORDER BY standing DESC LIMIT ${candidates}))
  SELECT summary FROM (
    SELECT DISTINCT ON (track_id) track_id, summary,
           (0.4 + CASE WHEN base = $1 THEN 1.5 WHEN starts_with(base, $1) THEN 0.3 ELSE 0 END
                + CASE WHEN words @@ $3::tsquery THEN 0.5 ELSE 0 END)
           * (1 + ln(1 + popularity) / 5) * CASE WHEN original THEN 1 ELSE 0.5 END AS score
      FROM candidate) AS scored
   ORDER BY score DESC, track_id LIMIT ${shown}`;

let served: Promise<number> | undefined;

/** The prototype of search: PostgreSQL finds what a dictionary in the process has mended. One venue, no access, no facets. */
serve(DatabaseJob, async ({ databaseUrl }) => {
  served ??= start(databaseUrl);
  return { port: await served };
});

async function start(databaseUrl: string): Promise<number> {
  const pool = new Pool({
    connectionString: databaseUrl,
    max: 4,
    options: '-c plan_cache_mode=force_custom_plan -c jit=off',
  });
  for (const sql of prepare) await pool.query(sql);
  const { rows: words } = await pool.query<{ word: string }>(
    `SELECT word FROM ts_stat('SELECT words FROM bench_search')`,
  );
  const dictionary = StringTable.of(words.map(({ word }) => word).sort());
  const server = fastify();
  server.get<{ Querystring: { q: string } }>('/search', async ({ query }) => {
    const typed = wordsOf(normalize(query.q));
    if (typed.length === 0) return { items: [] };
    const mended = tsquery(typed.map((word, at) => [word, ...mend(dictionary, word, at === typed.length - 1)]));
    const values = [typed.join(' '), mended, tsquery(typed.map((word) => [word]))];
    const { rows } = await pool.query<{ summary: object }>({ name: 'search', text: searchSql, values });
    return { items: rows.map(({ summary }) => summary) };
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}

function mend(dictionary: StringTable, word: string, unfinished: boolean): string[] {
  const limit = forgivenEdits(word);
  if (limit === 0) return [];
  return nearWords(dictionary, word, limit, unfinished, dictionary.withPrefix(word[0]!))
    .filter(({ distance }) => distance > 0)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostMended)
    .map((near) => dictionary.get(near.word));
}

/** Every word in one of its spellings; the last one may go on. */
const tsquery = (words: readonly (readonly string[])[]): string =>
  words
    .map((choices, at) =>
      choices.map((word) => `'${word.replace(/['\\]/g, '$&$&')}'${at === words.length - 1 ? ':*' : ''}`).join(' | '),
    )
    .map((choices) => `(${choices})`)
    .join(' & ');
