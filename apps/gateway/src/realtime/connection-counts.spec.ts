import { randomUUID } from 'node:crypto';
import { type GuestIdentity } from '@djamms/contracts';
import { userIdentity } from '@djamms/testing';
import { ConnectionCounts } from './connection-counts';

const guest = (): GuestIdentity => ({ kind: 'guest', guestId: randomUUID(), venueId: randomUUID() });

describe('windows of one person', () => {
  it.each([
    ['guest', 10, guest()],
    ['user', 50, userIdentity()],
  ])('a %s may have %i of them', (_kind, limit, identity) => {
    const counts = new ConnectionCounts();
    const closes = Array.from({ length: limit }, () => counts.open(identity));
    expect(() => counts.open(identity)).toThrow(`You have ${limit} windows open already`);
    closes[0]!();
    closes[0]!();
    counts.open(identity);
    expect(() => counts.open(identity)).toThrow('rate_limited');
  });

  it('are that person’s alone', () => {
    const counts = new ConnectionCounts();
    const one = guest();
    for (let windows = 0; windows < 10; windows += 1) counts.open(one);
    expect(() => counts.open(guest())).not.toThrow();
  });
});
