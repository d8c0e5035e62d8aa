import { type SongRequest, defaultRequestRules } from '@djamms/contracts';
import { type KioskState, hindranceOf } from './request-rules';

const now = 10_000_000;
const song = { id: 'song', artist: 'Beyoncé', duration: 200 };
const item = (fields: object) =>
  ({
    track_id: 'other',
    artist: 'Other',
    is_request: true,
    added_at: now,
    ...fields,
  }) as KioskState['queue']['priority_queue'][number];
const state = (fields: { rules?: object; waiting?: ReturnType<typeof item>[]; playing?: string } = {}): KioskState => ({
  nowPlaying: { track_id: fields.playing ?? null } as KioskState['nowPlaying'],
  queue: { active_queue: [], priority_queue: fields.waiting ?? [], active_total: 0, priority_total: 0 },
  rules: { ...defaultRequestRules, ...fields.rules },
});
const mine = (trackId: string, status: SongRequest['status']) => ({ trackId, status }) as SongRequest;

describe('hindranceOf', () => {
  it('has nothing against an ordinary song', () => {
    expect(hindranceOf(song, state(), [], now)).toBeNull();
  });

  it('knows what is playing and what waits, before anything else', () => {
    const closed = { is_open: false };
    expect(hindranceOf(song, state({ playing: 'song', rules: closed }), [], now)).toEqual({ kind: 'playing' });
    expect(hindranceOf(song, state({ waiting: [item({ track_id: 'song' })] }), [], now)).toEqual({ kind: 'waiting' });
    expect(hindranceOf(song, state(), [mine('song', 'pending')], now)).toEqual({ kind: 'mine' });
    expect(hindranceOf(song, state(), [mine('song', 'played')], now)).toBeNull();
  });

  it('tells when the venue takes no requests, and what is too long', () => {
    expect(hindranceOf(song, state({ rules: { is_open: false } }), [], now)).toEqual({ kind: 'closed' });
    expect(hindranceOf(song, state({ rules: { max_duration: 199 } }), [], now)).toEqual({ kind: 'long', limit: 199 });
    expect(hindranceOf(song, state({ rules: { max_duration: 200 } }), [], now)).toBeNull();
  });

  it('counts what the guest has waiting, also what staff has not decided', () => {
    const two = [mine('a', 'pending'), mine('b', 'queued'), mine('c', 'rejected')];
    expect(hindranceOf(song, state({ rules: { max_waiting_per_guest: 2 } }), two, now)).toEqual({
      kind: 'full',
      limit: 2,
    });
    expect(hindranceOf(song, state({ rules: { max_waiting_per_guest: 3 } }), two, now)).toBeNull();
  });

  it('compares artists without case and accents, within the rule’s time, and only requests', () => {
    const rules = { max_per_artist: 2, artist_window_minutes: 30 };
    const theirs = [item({ artist: 'BEYONCE' }), item({ artist: 'beyoncé ' })];
    expect(hindranceOf(song, state({ rules, waiting: theirs }), [], now)).toEqual({ kind: 'artist' });
    const old = [item({ artist: 'Beyoncé' }), item({ artist: 'Beyoncé', added_at: now - 31 * 60_000 })];
    expect(hindranceOf(song, state({ rules, waiting: old }), [], now)).toBeNull();
    const byStaff = [item({ artist: 'Beyoncé' }), item({ artist: 'Beyoncé', is_request: false })];
    expect(hindranceOf(song, state({ rules, waiting: byStaff }), [], now)).toBeNull();
  });
});
