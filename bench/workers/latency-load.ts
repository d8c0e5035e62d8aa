import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../lib/worker';
import { LatencyJob } from './jobs';

type Step = LatencyJob['steps'][number];

/**
 * Requests in turn over kept connections, each one timed from sending until its answer is complete; at a given pace,
 * from when it was due.
 */
serve(LatencyJob, async (job) => {
  const agent = new Agent({ keepAlive: true, maxSockets: job.connections });
  const milliseconds: number[] = [];
  const startedAt = performance.now();
  let sent = 0;
  const connection = async (): Promise<void> => {
    while (sent < job.requests) {
      const number = sent++;
      const due = job.perSecond === undefined ? undefined : startedAt + (number / job.perSecond) * 1000;
      // Where all connections were busy when it was due, the wait for one is a part of the answer's time.
      const isLate = due !== undefined && performance.now() > due;
      if (due !== undefined && !isLate) await sleep(due - performance.now());
      const step = job.steps[number % job.steps.length];
      if (step) milliseconds.push(await timed(job, step, agent, isLate ? due : performance.now()));
    }
  };
  await Promise.all(Array.from({ length: job.connections }, connection));
  agent.destroy();
  return { milliseconds };
});

function timed(job: LatencyJob, step: Step, agent: Agent, startedAt: number): Promise<number> {
  const body = step.body === undefined ? undefined : JSON.stringify(step.body);
  const headers = {
    ...job.headers,
    ...step.headers,
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  };
  return new Promise((resolve, reject) => {
    const sending = request(`${job.baseUrl}${step.path}`, { method: step.method, headers, agent }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('end', () => {
        const status = response.statusCode ?? 0;
        if (status >= 200 && status < 300) resolve(performance.now() - startedAt);
        else reject(new Error(`${step.method} ${step.path}: ${status} ${text.slice(0, 500)}`));
      });
    });
    sending.once('error', reject);
    sending.end(body);
  });
}
