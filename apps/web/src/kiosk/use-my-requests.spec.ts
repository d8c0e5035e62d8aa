import { randomUUID } from 'node:crypto';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { type SongRequest } from '@djamms/contracts';
import { type MyRequest, keepMine } from './use-my-requests';

const venueId = randomUUID();
const queryKey = ['kiosk', 'mine', venueId];
const request = { id: randomUUID(), updatedAt: '2026-01-01T00:00:00.000Z' } as SongRequest;

describe('what a guest asked for', () => {
  it('is not forgotten when a list arrives that was written before it', async () => {
    const queries = new QueryClient();
    const answers: ((list: MyRequest[]) => void)[] = [];
    const stop = new QueryObserver<MyRequest[]>(queries, {
      queryKey,
      queryFn: () => new Promise((resolve) => answers.push(resolve)),
    }).subscribe(() => undefined);
    keepMine(queries, venueId, request, null, 0);
    answers[0]?.([]);
    await Promise.resolve();
    answers[1]?.([{ request, estimate: null }]);
    await new Promise((resolve) => setTimeout(resolve));
    expect(queries.getQueryData<MyRequest[]>(queryKey)?.map((entry) => entry.request.id)).toEqual([request.id]);
    stop();
    queries.clear();
  });
});
