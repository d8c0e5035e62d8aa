import { quantile } from '../lib/stats';
import { ask } from '../lib/worker';
import { LatencyResult, type LatencyJob } from '../workers/jobs';
import { type Percentiles } from './results';
import { type SearchSystem } from './system';

export const perSecond = 100;
const connections = 16;
/**
 * Answered before it is measured, as fast as can be: a service that runs has met its queries before. Java compiles what
 * a search runs through during the first ten thousand, with more work than the searches themselves.
 */
const warmUp = 10_000;
const quickWarmUp = 300;
/** A load of less is a quick look. */
const quickSeconds = 30;
const warmUpLimitMs = 600_000;

export const get = (path: string, query: Record<string, string>) => ({
  method: 'GET',
  path: `${path}?${new URLSearchParams(query).toString()}`,
});

/** The steps in turn at a steady pace, after a warm-up. */
export async function load(
  { owner }: SearchSystem,
  seconds: number,
  baseUrl: string,
  steps: LatencyJob['steps'],
): Promise<Percentiles> {
  const headers = { authorization: `Bearer ${owner.rest.accessToken ?? ''}` };
  const job = { baseUrl, headers, steps, connections };
  const before = seconds < quickSeconds ? quickWarmUp : warmUp;
  await ask('latency-load', { ...job, requests: before }, LatencyResult, warmUpLimitMs);
  const requests = seconds * perSecond;
  const timeoutMs = (seconds + 120) * 1_000;
  const { milliseconds } = await ask('latency-load', { ...job, requests, perSecond }, LatencyResult, timeoutMs);
  return percentiles(milliseconds);
}

export const percentiles = (times: readonly number[]): Percentiles => ({
  p50: quantile(times, 0.5),
  p95: quantile(times, 0.95),
  p99: quantile(times, 0.99),
});
