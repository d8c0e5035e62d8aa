import { device, heardOf, id, queued, venue } from './offline/testing';
import { goAlone } from './offline/solo';
import { nextOf, upcomingOf } from './targets';

const facts = { get: () => undefined };

describe('what lies ready on the other deck', () => {
  it('is the head of the priority queue, then of the main queue', () => {
    const state = venue({ active: [queued(2)], priority: [queued(3)] });
    expect(nextOf(state, facts)).toEqual({ itemId: id(1_003), trackId: id(3), from: 0 });
    expect(nextOf(venue({ active: [queued(2)] }), facts)).toMatchObject({ itemId: id(1_002) });
    expect(nextOf(venue(), facts)).toBeNull();
  });

  it('is the same song, still without a name, where it repeats', () => {
    const state = venue({ active: [queued(2)], settings: { repeat_mode: 'one' } });
    expect(nextOf(state, facts)).toEqual({ itemId: null, trackId: id(1), from: 0 });
  });

  it('is the choice of a player on its own, under the name that it will have on the deck', () => {
    const solo = goAlone(venue(), 1, heardOf(5), device([1, 2], [2]));
    expect(upcomingOf(solo, facts)).toMatchObject({ itemId: solo.upcoming!.playId, trackId: id(2) });
  });
});
