import { z } from 'zod';
import { request } from '../core/contract';

/** Daily, for the scheduler: removes what no track holds, and what unfinished uploads left behind. */
export const cleanUpFiles = request({
  subject: 'file.storage.clean',
  input: z.object({}),
  output: z.object({
    /** Unfinished uploads that were removed. */
    temporary: z.number().int(),
    /** Files without a track that were removed. */
    orphans: z.number().int(),
    /** Files whose track turned out to exist. */
    claimed: z.number().int(),
  }),
  timeoutMs: 60_000,
});
