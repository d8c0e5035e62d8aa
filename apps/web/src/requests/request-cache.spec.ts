import { type SongRequest } from '@djamms/contracts';
import { guestName, sortRequests, withRequest } from './request-cache';

const request = (id: string, fields: Partial<SongRequest> = {}): SongRequest => ({
  id,
  venueId: 'v',
  requesterId: '0190b0a0-0000-7000-8000-0000000ab12f',
  trackId: 't',
  videoId: null,
  title: 'Song',
  artist: 'Artist',
  duration: 200,
  thumbnailUrl: null,
  status: 'pending',
  ending: null,
  reason: null,
  credit: 0,
  paymentId: null,
  itemId: null,
  createdAt: '2026-11-20T20:00:00.000Z',
  updatedAt: '2026-11-20T20:00:00.000Z',
  ...fields,
});
const ids = (requests: SongRequest[]): string[] => requests.map(({ id }) => id);

describe('withRequest', () => {
  it('takes in a new one, follows it, and drops it when it is over', () => {
    const one = withRequest([], request('a'));
    expect(ids(one)).toEqual(['a']);
    const decided = withRequest(one, request('a', { status: 'queued', updatedAt: '2026-11-20T20:01:00.000Z' }));
    expect(decided).toMatchObject([{ id: 'a', status: 'queued' }]);
    const over = request('a', { status: 'played', updatedAt: '2026-11-20T20:05:00.000Z' });
    expect(withRequest(decided, over)).toEqual([]);
  });

  it('is not led back by news that came late', () => {
    const queued = request('a', { status: 'queued', updatedAt: '2026-11-20T20:01:00.000Z' });
    expect(withRequest([queued], request('a'))).toEqual([queued]);
  });
});

describe('sortRequests', () => {
  it('shows what has waited longest first, by what is to be done', () => {
    const { decide, waiting, playing } = sortRequests([
      request('new', { createdAt: '2026-11-20T20:09:00.000Z' }),
      request('old', { createdAt: '2026-11-20T20:01:00.000Z' }),
      request('queued', { status: 'queued' }),
      request('accepted', { status: 'approved', createdAt: '2026-11-20T20:08:00.000Z' }),
      request('on', { status: 'playing' }),
    ]);
    expect([ids(decide), ids(waiting), ids(playing)]).toEqual([['old', 'new'], ['queued', 'accepted'], ['on']]);
  });
});

describe('guestName', () => {
  it('is short, and the same for the same guest', () => {
    expect(guestName('0190b0a0-0000-7000-8000-0000000ab12f')).toBe('Guest B12F');
  });
});
