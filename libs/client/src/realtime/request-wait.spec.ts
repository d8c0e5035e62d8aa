import { type PlaybackState, PlayerSettings, type QueueItem } from '@djamms/contracts';
import { silence, stateAt as venueAt } from '../testing/playback-state';
import { liveWait } from './request-wait';

const id = (number: number): string => `0190b0a0-0000-7000-8000-${String(number).padStart(12, '0')}`;
const item = (number: number, duration = 100): QueueItem => ({
  item_id: id(number),
  track_id: id(1_000 + number),
  video_id: null,
  title: `Song ${number}`,
  artist: 'Artist',
  duration,
  thumbnail: null,
  added_by_user_id: null,
  added_at: 0,
  priority: 0,
  is_request: true,
});
const playing: PlaybackState['nowPlaying'] = {
  ...silence,
  item_id: id(999),
  duration: 200,
  state: 'playing',
  start_timestamp: 0,
};
const player: PlaybackState['player'] = {
  player_id: id(1),
  device_id: 'device',
  user_agent: null,
  epoch: 1,
  last_heartbeat: 0,
  connected: true,
};
const stateAt = (revision: number, fields: Partial<PlaybackState>) => venueAt(revision, { player, ...fields });
const queueOf = (items: QueueItem[], total = items.length): PlaybackState['queue'] => ({
  active_queue: [],
  priority_queue: items,
  active_total: 0,
  priority_total: total,
});
const request = (number: number) => ({ itemId: id(number), status: 'queued' as const });

describe('liveWait', () => {
  it('moves with the clock: what is left of this song, then what stands before it', () => {
    const state = stateAt(1, { nowPlaying: playing, queue: queueOf([item(1), item(2, 50), item(3)]) });
    expect(liveWait(state, request(3), 60_000)).toEqual({ songsAhead: 3, seconds: 140 + 150, kind: 'running' });
    expect(liveWait(state, request(3), 90_000)?.seconds).toBe(110 + 150);
    expect(liveWait(state, request(1), 500_000)).toEqual({ songsAhead: 1, seconds: 0, kind: 'running' });
  });

  it('counts the sound of this song and the crossfade of each', () => {
    const settings = PlayerSettings.parse({ crossfade_time: 5 });
    const nowPlaying = { ...playing, real_end_offset: 180 };
    const state = stateAt(1, { nowPlaying, settings, queue: queueOf([item(1), item(2)]) });
    expect(liveWait(state, request(2), 80_000)?.seconds).toBe(95 + 95);
  });

  it('stands still while the music does, and says so', () => {
    const nowPlaying = { ...playing, state: 'paused' as const, start_timestamp: null, position: 150 };
    const state = stateAt(1, { nowPlaying, queue: queueOf([item(1)]) });
    expect(liveWait(state, request(1), 60_000)).toEqual({ songsAhead: 1, seconds: 50, kind: 'paused' });
    expect(liveWait(state, request(1), 900_000)?.seconds).toBe(50);
  });

  it('starts at once when nothing plays and nothing stands before it', () => {
    const state = stateAt(1, { queue: queueOf([item(1)]) });
    expect(liveWait(state, request(1), 0)).toEqual({ songsAhead: 0, seconds: 0, kind: 'paused' });
  });

  it('does not promise a time while one song repeats', () => {
    const settings = PlayerSettings.parse({ repeat_mode: 'one' });
    const state = stateAt(1, { nowPlaying: playing, settings, queue: queueOf([item(1)]) });
    expect(liveWait(state, request(1), 0)).toEqual({ songsAhead: 1, seconds: null, kind: 'unknown' });
  });

  it('does not promise a time while no player is heard of', () => {
    const queue = queueOf([item(1), item(2)]);
    const waits = [null, { ...player, connected: false }].map((lost) =>
      liveWait(stateAt(1, { nowPlaying: playing, queue, player: lost }), request(2), 0),
    );
    expect(waits).toEqual(waits.map(() => ({ songsAhead: 2, seconds: null, kind: 'unknown' })));
  });

  it('counts the server’s estimate down for a request beyond what is known, never below what stands before it', () => {
    const state = stateAt(1, { nowPlaying: playing, queue: queueOf([item(1), item(2)], 300) });
    const estimate = { wait: { songsAhead: 250, seconds: 30_000 }, at: 10_000 };
    expect(liveWait(state, request(77), 70_000, estimate)).toEqual({
      songsAhead: 250,
      seconds: 29_940,
      kind: 'running',
    });
    expect(liveWait(state, request(77), 70_000, { ...estimate, wait: { songsAhead: 9, seconds: 10 } })?.seconds).toBe(
      130 + 200,
    );
  });

  it('knows of no wait for what is not queued or has just left the queue', () => {
    const state = stateAt(1, { nowPlaying: playing, queue: queueOf([item(1)]) });
    expect(liveWait(state, { itemId: null, status: 'pending' }, 0)).toBeNull();
    expect(liveWait(state, { itemId: id(1), status: 'playing' }, 0)).toBeNull();
    expect(liveWait(state, request(5), 0)).toBeNull();
  });
});
