import { silence } from '../testing/playback-state';
import { positionAt, soundEnd } from './position';

const song = { ...silence, item_id: 'x', duration: 200, real_end_offset: 195, state: 'playing' as const };

describe('positionAt', () => {
  it('counts from the server’s start, not from when a message came', () => {
    expect(positionAt({ ...song, start_timestamp: 10_000, position: 3 }, 72_500)).toBe(62.5);
  });

  it('stands still unless the song plays', () => {
    expect(positionAt({ ...song, state: 'paused', start_timestamp: null, position: 33 }, 1e12)).toBe(33);
    expect(positionAt({ ...song, state: 'buffering', start_timestamp: null, position: 4 }, 1e12)).toBe(4);
  });

  it('stays within the sound of the song', () => {
    expect(positionAt({ ...song, start_timestamp: 10_000 }, 9_000)).toBe(0);
    expect(positionAt({ ...song, start_timestamp: 0 }, 1e9)).toBe(195);
  });
});

describe('soundEnd', () => {
  it('is the whole song until its end was measured, or when the measurement makes no sense', () => {
    expect(soundEnd({ duration: 200, real_end_offset: null })).toBe(200);
    expect(soundEnd({ duration: 200, real_end_offset: 0 })).toBe(200);
    expect(soundEnd({ duration: 200, real_end_offset: 250 })).toBe(200);
    expect(soundEnd({ duration: 200, real_end_offset: 190 })).toBe(190);
  });
});
