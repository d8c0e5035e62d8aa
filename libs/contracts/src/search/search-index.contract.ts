import { z } from 'zod';
import { notice, request } from '../core/contract';
import { Id, Instant } from '../core/primitives';

export const SearchRebuild = z
  .object({
    /** Null when the index has never been rebuilt. */
    jobId: Id.nullable(),
    state: z.enum(['never', 'running', 'done', 'failed']),
    reason: z.enum(['admin', 'weekly', 'mapping', 'first']).nullable(),
    engine: z.enum(['built-in', 'elasticsearch']),
    /** Tracks. */
    done: z.number().int(),
    total: z.number().int(),
    startedAt: Instant.nullable(),
    finishedAt: Instant.nullable(),
    /** Why it failed, or what it waits for. */
    error: z.string().nullable(),
  })
  .meta({ id: 'SearchRebuild' });
export type SearchRebuild = z.infer<typeof SearchRebuild>;

/** Makes the search index anew beside the one in use. While one is running, that one is the answer. */
export const rebuildIndex = request({
  subject: 'search.index.rebuild',
  input: z.object({}),
  output: SearchRebuild,
  http: {
    method: 'POST',
    path: '/search/rebuild',
    status: 202,
    tag: 'search',
    summary: 'Make the search index anew, without downtime',
    access: 'system:admin',
  },
});

export const getRebuild = request({
  subject: 'search.index.status',
  input: z.object({}),
  output: SearchRebuild,
  http: {
    method: 'GET',
    path: '/search/rebuild',
    tag: 'search',
    summary: 'How far the newest rebuild is',
    access: 'system:admin',
  },
});

/** For JOB_PROGRESS on the sockets of admins. */
export const rebuildProgressed = notice({
  subject: 'search.index.progressed',
  payload: z.object({ jobId: Id, kind: z.literal('reindex'), done: z.number().int(), total: z.number().int() }),
});
