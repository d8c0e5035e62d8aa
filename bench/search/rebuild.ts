import { Client as Elasticsearch } from '@elastic/elasticsearch';
import { type SearchRebuild } from '@djamms/contracts';
import { toRow } from '../../apps/search/src/documents/document-row';
import { toSource } from '../../apps/search/src/engine/elasticsearch/document';
import { fillSettings, mappings } from '../../apps/search/src/engine/elasticsearch/mapping';
import { must } from '../lib/systems';
import { pagesOf, withClient } from './fill';
import { type Rebuild } from './results';
import { rebuilt, type SearchSystem } from './system';

const bulksAtOnce = 2;

/** The whole library told again by music, and for Elasticsearch a new index, while nothing else is done. */
export async function measureRebuild(system: SearchSystem, say: (line: string) => void): Promise<Rebuild> {
  say('Rebuilding');
  const unchanged = await timeRebuild(system);
  say('The same without a rebuild');
  const { bare, bareWhat } = system.elasticsearchUrl ? await bareBulk(system) : await bareInsert(system);
  say('Rebuilding what is all wrong');
  await withClient(system.databaseUrl, (client) =>
    client.query(`UPDATE search.documents SET summary = '{}', title_text = '' WHERE deleted_at IS NULL`),
  );
  return { unchanged, bare, bareWhat, changed: await timeRebuild(system) };
}

/** By the service's own clock. */
async function timeRebuild({ admin }: SearchSystem): Promise<number> {
  const { jobId } = must(await admin.post<SearchRebuild>('/api/search/rebuild'));
  const { startedAt, finishedAt } = await rebuilt(admin, jobId);
  return (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1_000;
}

async function bareBulk({ tracks, elasticsearchUrl }: SearchSystem): Promise<Pick<Rebuild, 'bare' | 'bareWhat'>> {
  const client = new Elasticsearch({ node: elasticsearchUrl!, requestTimeout: 120_000 });
  const index = `bare-${process.pid}-${Date.now()}`;
  const pages = pagesOf(tracks).map((page) =>
    page.flatMap((track) => [{ index: { _id: track.id } }, toSource({ track, clicks: 0, revision: 1 })]),
  );
  try {
    const startedAt = performance.now();
    await client.indices.create({ index, settings: fillSettings, mappings });
    let next = 0;
    const write = async (): Promise<void> => {
      while (next < pages.length) {
        const { errors } = await client.bulk({ index, operations: pages[next++]! });
        if (errors) throw new Error('Elasticsearch refused documents');
      }
    };
    await Promise.all(Array.from({ length: bulksAtOnce }, write));
    await client.indices.refresh({ index });
    return { bare: (performance.now() - startedAt) / 1_000, bareWhat: '_bulk of the ready documents' };
  } finally {
    await client.indices.delete({ index, ignore_unavailable: true });
    await client.close();
  }
}

async function bareInsert({ tracks, databaseUrl }: SearchSystem): Promise<Pick<Rebuild, 'bare' | 'bareWhat'>> {
  const pages = pagesOf(tracks).map((page) => JSON.stringify(page.map(toRow)));
  return withClient(databaseUrl, async (client) => {
    const columns = Object.keys(toRow(tracks[0]!)).join(', ');
    const insert = `INSERT INTO bench_documents (${columns})
                    SELECT ${columns} FROM json_populate_recordset(NULL::search.documents, $1::json)`;
    await client.query('DROP TABLE IF EXISTS bench_documents');
    await client.query('CREATE TABLE bench_documents (LIKE search.documents INCLUDING ALL)');
    const startedAt = performance.now();
    for (const page of pages) await client.query(insert, [page]);
    const bare = (performance.now() - startedAt) / 1_000;
    await client.query('DROP TABLE bench_documents');
    return { bare, bareWhat: 'INSERT of the ready rows' };
  });
}
