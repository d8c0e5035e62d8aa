import autocannon from 'autocannon';
import { serve } from '../lib/worker';
import { HttpLoadJob } from './jobs';

/** One request again and again over kept connections. */
serve(HttpLoadJob, async ({ url, headers, connections, seconds }) => {
  const result = await autocannon({ url, headers, connections, duration: seconds });
  const bad = result.non2xx + result.errors + result.timeouts;
  if (bad > 0 || result['2xx'] === 0) throw new Error(`${bad} of ${result.requests.total} requests to ${url} failed`);
  return { requestsPerSecond: result['2xx'] / result.duration };
});
