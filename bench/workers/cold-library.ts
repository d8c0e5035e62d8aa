import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { DocumentFeed } from '../../apps/search/src/documents/document-feed.service';
import { LibraryReader } from '../../apps/search/src/documents/library-reader.service';
import { LibraryCache } from '../../apps/search/src/engine/built-in/library-cache';
import { LibrarySearch } from '../../apps/search/src/engine/built-in/library-search';
import { serve } from '../lib/worker';
import { ColdJob } from './jobs';

const budget = 1e9;
const nobody = '11111111-1111-4111-8111-111111111111';
const nanosecondsPerMs = 1e6;

/** Reads a library as the service does for a venue that has not searched yet, and listens to the event loop meanwhile. */
serve(ColdJob, async ({ databaseUrl, scope, query }) => {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    extra: { options: '-c search_path=search,public' },
  }).initialize();
  const cache = new LibraryCache(new LibraryReader(dataSource, new DocumentFeed(dataSource)), budget);
  // Connections and statements are there in a service that runs.
  await cache.get(nobody);
  await sleep(200);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedAt = performance.now();
  const library = await cache.get(scope);
  const milliseconds = performance.now() - startedAt;
  await sleep(20);
  delay.disable();
  const searchedAt = performance.now();
  new LibrarySearch(library.segments(), query, {}).run({ page: 1, pageSize: 20 });
  const firstSearch = performance.now() - searchedAt;
  await dataSource.destroy();
  const { tracks, bytes } = library;
  return { tracks, bytes, milliseconds, longestStall: delay.max / nanosecondsPerMs, firstSearch };
});
