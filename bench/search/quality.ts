import { type TrackSummary } from '@djamms/contracts';
import { hitRates, judge, type Found, type Judgement } from '../../apps/search/test/judged/judge';
import { type JudgedQuery } from '../../apps/search/test/judged/queries';
import { must } from '../lib/systems';
import { each } from './each';
import { type Quality } from './results';
import { type SearchSystem } from './system';

/** What is found of what was meant, through the gateway. */
export async function measureQuality(system: SearchSystem, queries: readonly JudgedQuery[]): Promise<Quality> {
  const judgements: Judgement[] = [];
  await each(queries, async (query) => {
    const asked = await system.owner.rest.get<Found & { items: TrackSummary[] }>('/api/search', {
      q: query.query,
      pageSize: 20,
    });
    const { items, artists } = must(asked);
    judgements.push(judge(query, { tracks: items, artists }));
  });
  return Object.fromEntries(hitRates(judgements));
}
