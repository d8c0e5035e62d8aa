import { type NowPlaying, type PlaybackState } from '@djamms/contracts';
import { Footing } from './footing';
import { type Target } from './playback';

const begun = 1_000_000;
/** The venue `seconds` after its song began. */
const at = (revision: number, seconds: number, nowPlaying: NowPlaying): Target => ({
  state: { revision, serverTime: begun + seconds * 1_000, nowPlaying } as PlaybackState,
  next: null,
  isVenue: true,
});
/** A song that plays, or waits, at a position at the moment `seconds`. */
const song = (position: number, seconds: number, more: Partial<NowPlaying> = {}): NowPlaying =>
  ({
    item_id: 'a',
    state: 'playing',
    duration: 200,
    real_end_offset: null,
    position,
    start_timestamp: begun + (seconds - position) * 1_000,
    ...more,
  }) as NowPlaying;
const waiting = { state: 'buffering', start_timestamp: null } as const;

describe('Footing', () => {
  it('tells the revision of a SEEK only when the deck has followed it', () => {
    const footing = new Footing();
    footing.see(at(1, 0, song(0, 0)));
    expect(footing).toMatchObject({ mustMove: false, revision: 1 });
    footing.see(at(2, 1, song(100, 1)));
    expect(footing).toMatchObject({ mustMove: true, revision: 1 });
    footing.arrive();
    expect(footing).toMatchObject({ mustMove: false, revision: 2 });
  });

  it('does not forget a SEEK because other things change before the deck has followed', () => {
    const footing = new Footing();
    footing.see(at(1, 0, song(0, 0)));
    footing.see(at(2, 1, song(100, 1, { state: 'stopped', start_timestamp: null })));
    footing.see(at(3, 5, song(100, 5)));
    expect(footing).toMatchObject({ mustMove: true, revision: 1 });
    footing.arrive();
    expect(footing.revision).toBe(3);
  });

  it('does not take for known what a revision has still to tell of its song', () => {
    const footing = new Footing();
    const playing = song(0, 0);
    footing.see(at(1, 0, playing));
    footing.see(at(2, 1, playing));
    footing.arrive();
    expect(footing.revision).toBe(1);
  });

  it('is not led astray by its own words, however late they arrive', () => {
    const footing = new Footing();
    footing.see(at(1, 0, song(0, 0)));
    footing.tell(4.0004);
    footing.see(at(2, 6, song(4, 6, waiting)));
    expect(footing).toMatchObject({ mustMove: false, revision: 2 });
    footing.see(at(3, 7, song(90, 7, waiting)));
    expect(footing).toMatchObject({ mustMove: true, revision: 2 });
  });

  it('begins anew with another song, and has nothing to tell while the player is on its own', () => {
    const footing = new Footing();
    footing.see(at(1, 0, song(0, 0)));
    footing.see(at(2, 1, song(100, 1)));
    footing.see(at(3, 2, song(50, 2, { item_id: 'b' })));
    expect(footing).toMatchObject({ mustMove: false, revision: 3 });
    footing.see({ ...at(4, 3, song(51, 3, { item_id: 'b' })), isVenue: false });
    expect(footing).toMatchObject({ mustMove: false, revision: undefined });
  });
});
