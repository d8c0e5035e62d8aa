import { z } from 'zod';
import { notice } from '../core/contract';

/** What guests took from their allowances at one gateway within a moment; the other gateways count it too. */
export const allowancesSpent = notice({
  subject: 'gateway.allowance.spent',
  payload: z.object({
    /** The process that tells: it has counted already. */
    instance: z.string(),
    spent: z.array(
      z.object({
        /** Kind and guest, as gateways name an allowance among each other. */
        allowance: z.string().max(200),
        times: z.number().int().min(1),
        /** Milliseconds from the notice until all of it is there again. */
        endsIn: z.number(),
      }),
    ),
  }),
});
