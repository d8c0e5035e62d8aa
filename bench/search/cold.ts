import { randomUUID } from 'node:crypto';
import { ask } from '../lib/worker';
import { ColdResult } from '../workers/jobs';
import { makeLibrary } from '../../apps/search/test/judged/library';
import { putDocuments, withClient } from './fill';
import { type ColdRead } from './results';
import { type SearchSystem } from './system';

/** Of a usual venue. */
const usualSize = 1_000;

/** A venue of the usual size and the great one, each read by a process that has read nothing yet. */
export async function measureCold({ databaseUrl, owner, songs }: SearchSystem): Promise<ColdRead[]> {
  const usual = randomUUID();
  await withClient(databaseUrl, (client) => putDocuments(client, makeLibrary(songs, usualSize, usual)));
  const reads: ColdRead[] = [];
  for (const scope of [usual, owner.venueId])
    reads.push(await ask('cold-library', { databaseUrl, scope, query: 'love me' }, ColdResult));
  return reads;
}
