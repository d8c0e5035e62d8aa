import { type NowPlaying } from '@djamms/contracts';
import fc from 'fast-check';
import { type FollowInput, follow, rateFor } from './follow';

const song: NowPlaying = {
  item_id: 'a',
  track_id: 't',
  video_id: null,
  title: 'Song',
  artist: 'Artist',
  channel: null,
  duration: 200,
  thumbnail: null,
  state: 'playing',
  start_timestamp: 1_000,
  position: 0,
  real_end_offset: null,
  gain_db: 0,
  vote_count: 0,
  is_liked: false,
};
const deck = { itemId: 'a', position: 50, finished: false, steady: true };
const input = (fields: Partial<FollowInput> = {}): FollowInput => ({
  nowPlaying: song,
  position: 50,
  deck,
  moved: false,
  finishedItem: null,
  ...fields,
});

describe('follow', () => {
  it('is silent when nothing plays or everything was stopped', () => {
    expect(follow(input({ nowPlaying: { ...song, item_id: null } }))).toEqual({ kind: 'silence' });
    expect(follow(input({ nowPlaying: { ...song, state: 'stopped' } }))).toEqual({ kind: 'silence' });
  });

  it('starts another song where the venue is, and a new one from its first note', () => {
    expect(follow(input({ deck: { ...deck, itemId: null } }))).toEqual({ kind: 'start', position: 50, sounding: true });
    expect(follow(input({ deck: { ...deck, itemId: 'b' }, position: 0.7 }))).toEqual({
      kind: 'start',
      position: 0,
      sounding: true,
    });
  });

  it('jumps over more than a second of drift, in both directions', () => {
    expect(follow(input({ position: 52 }))).toEqual({ kind: 'play', seek: 52, rate: 1 });
    expect(follow(input({ position: 10 }))).toEqual({ kind: 'play', seek: 10, rate: 1 });
  });

  it('makes up less than a second by a speed that nobody hears', () => {
    expect(follow(input({ position: 50.5 }))).toEqual({ kind: 'play', seek: null, rate: 1.01 });
    expect(follow(input({ position: 49.5 }))).toEqual({ kind: 'play', seek: null, rate: 0.99 });
    expect(follow(input({ position: 50.05 }))).toEqual({ kind: 'play', seek: null, rate: 1 });
  });

  it('puts another song on the deck silently while the venue is paused', () => {
    const paused = { ...song, item_id: 'b', state: 'paused' as const, start_timestamp: null };
    expect(follow(input({ nowPlaying: paused }))).toEqual({ kind: 'start', position: 50, sounding: false });
  });

  it('never plays more than 2 % faster or slower, and faster the further it is behind', () => {
    const drift = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(drift, drift, (a, b) => {
        expect(Math.abs(rateFor(a) - 1)).toBeLessThanOrEqual(0.02 + 1e-12);
        expect(Math.sign(rateFor(a) - 1)).toBe(Math.abs(a) <= 0.12 ? 0 : Math.sign(a));
        if (a > b) expect(rateFor(a)).toBeGreaterThanOrEqual(rateFor(b));
      }),
    );
  });

  it('comes to rest: drift below a second shrinks until it is ignored, and never overshoots', () => {
    fc.assert(
      fc.property(fc.double({ min: -0.99, max: 0.99, noNaN: true }), (start) => {
        let position = 50 - start;
        let venue = 50;
        let before = Math.abs(start);
        for (let second = 0; second < 150; second += 0.25) {
          const step = follow(input({ position: venue, deck: { ...deck, position } }));
          position += step.kind === 'play' ? step.rate * 0.25 : 0;
          venue += 0.25;
          const drift = Math.abs(venue - position);
          expect(drift).toBeLessThanOrEqual(before + 1e-9);
          before = drift;
        }
        expect(before).toBeLessThanOrEqual(0.13);
      }),
      { numRuns: 20 },
    );
  });

  it('never acts on a song that the venue does not name, whatever the positions', () => {
    const place = fc.double({ min: 0, max: 200, noNaN: true });
    fc.assert(
      fc.property(place, place, fc.boolean(), fc.boolean(), (position, at, finished, steady) => {
        const step = follow(input({ position, deck: { itemId: 'b', position: at, finished, steady } }));
        expect(step.kind).toBe('start');
        const mine = follow(input({ position, deck: { itemId: 'a', position: at, finished, steady } }));
        expect(mine.kind).toBe('play');
      }),
    );
  });

  it('does not correct a song that is just starting or loading', () => {
    const late = { position: 55, deck: { ...deck, steady: false } };
    expect(follow(input(late))).toEqual({ kind: 'play', seek: null, rate: 1 });
    const buffering = { ...song, state: 'buffering' as const };
    expect(follow(input({ nowPlaying: buffering, position: 55 }))).toEqual({ kind: 'play', seek: null, rate: 1 });
  });

  it('goes where the song was put, also while it is just starting or loading', () => {
    const put = { moved: true, position: 120, deck: { ...deck, steady: false } };
    expect(follow(input(put))).toEqual({ kind: 'play', seek: 120, rate: 1 });
    const buffering = { ...song, state: 'buffering' as const, start_timestamp: null };
    expect(follow(input({ ...put, nowPlaying: buffering }))).toEqual({ kind: 'play', seek: 120, rate: 1 });
    expect(follow(input({ ...put, position: 50.4 }))).toMatchObject({ kind: 'play', seek: null });
  });

  it('holds while paused, and moves to where a hand puts it', () => {
    const paused = { ...song, state: 'paused' as const, start_timestamp: null };
    expect(follow(input({ nowPlaying: paused }))).toEqual({ kind: 'hold', seek: null });
    expect(follow(input({ nowPlaying: paused, position: 120 }))).toEqual({ kind: 'hold', seek: 120 });
  });

  describe('after the end of a song', () => {
    const finishedItem = { itemId: 'a', startTimestamp: 1_000 };

    it('goes on with the next song while the venue still names the old one', () => {
      expect(follow(input({ finishedItem, deck: { ...deck, itemId: 'b', position: 1 } }))).toEqual({ kind: 'wait' });
    });

    it('waits for the venue when it does not know what comes next', () => {
      expect(follow(input({ finishedItem, deck: { ...deck, finished: true } }))).toEqual({ kind: 'wait' });
    });

    it('is not led back into the old song by a late correction of its start', () => {
      const corrected = { ...song, start_timestamp: 1_180 };
      const ahead = { finishedItem, position: 199, deck: { ...deck, itemId: 'b', position: 1 } };
      expect(follow(input({ ...ahead, nowPlaying: corrected }))).toEqual({ kind: 'wait' });
      const buffering = { ...song, state: 'buffering' as const, start_timestamp: null };
      expect(follow(input({ ...ahead, nowPlaying: buffering }))).toEqual({ kind: 'wait' });
    });

    it('plays the same song again when the venue repeats it', () => {
      const again = { ...song, start_timestamp: 201_000 };
      const step = follow(input({ nowPlaying: again, position: 0.1, finishedItem, deck: { ...deck, finished: true } }));
      expect(step).toEqual({ kind: 'play', seek: 0, rate: 1 });
    });

    it('obeys the venue when it chose another song than the player did', () => {
      const other = { ...song, item_id: 'c', start_timestamp: 201_000 };
      const step = follow(input({ nowPlaying: other, position: 0.2, finishedItem, deck: { ...deck, itemId: 'b' } }));
      expect(step).toEqual({ kind: 'start', position: 0, sounding: true });
    });
  });
});
