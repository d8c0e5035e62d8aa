import fc from 'fast-check';
import { type DeckReport, goAlone, lookAhead, moveOn, progress, setPlaying, setVolume } from './solo';
import { Solo } from './solo.schema';
import { device, heardOf, id, queued, venue } from './testing';

const alone = (state = venue(), around = device([1, 2, 3])) => goAlone(state, 4, heardOf(50), around);
const playing = (solo: Solo) => solo.state.nowPlaying.track_id;

describe('a player on its own', () => {
  it('carries on with what plays, and knows what it will have to tell', () => {
    const solo = alone();
    expect(solo).toMatchObject({ epoch: 4, lastItemId: id(1_001), journal: [] });
    expect(solo.play).toMatchObject({ itemId: id(1_001), trackId: id(1), heard: 50, startedAt: 50_000 });
    expect(solo.state.nowPlaying).toMatchObject({ item_id: id(1_001), state: 'playing' });
  });

  it('plays the priority queue, then the main queue, then the default playlist', () => {
    const state = venue({ active: [queued(3)], priority: [queued(2)] });
    const around = device([1, 2, 3, 4], [4]);
    let solo = alone(state, around);
    const heard: (string | null)[] = [];
    for (let song = 0; song < 3; song += 1) {
      solo = moveOn(progress(solo, heardOf(200), around.now), 'ended', around);
      heard.push(playing(solo));
    }
    expect(heard).toEqual([id(2), id(3), id(4)]);
    expect(solo.state.queue).toMatchObject({ active_total: 0, priority_total: 0 });
    expect(solo.journal.map(({ itemId }) => itemId)).toEqual([id(1_001), id(1_002), id(1_003)]);
    expect(solo.play?.itemId).toBeNull();
  });

  it('passes over what is not on the device, and leaves it in the queue', () => {
    const around = device([1, 3]);
    const solo = moveOn(alone(venue({ active: [queued(2), queued(3)] }), around), 'ended', around);
    expect(playing(solo)).toBe(id(3));
    expect(solo.state.queue.active_queue.map(({ track_id }) => track_id)).toEqual([id(2)]);
  });

  it('repeats one song, or the main queue without guests’ requests, as the venue wants it', () => {
    const around = device([1, 2, 3]);
    const one = alone(venue({ active: [queued(2)], settings: { repeat_mode: 'one' } }), around);
    expect(playing(moveOn(one, 'ended', around))).toBe(id(1));

    const active = [queued(2), queued(3, { is_request: true })];
    let all = alone(venue({ active, settings: { repeat_mode: 'all' } }), around);
    const heard: (string | null)[] = [];
    for (let song = 0; song < 4; song += 1) {
      all = moveOn(progress(all, heardOf(200), around.now), 'ended', around);
      heard.push(playing(all));
    }
    expect(heard).toEqual([id(2), id(3), id(2), id(2)]);
    expect(all.journal.map(({ itemId }) => itemId)).toEqual([id(1_001), id(1_002), id(1_003), id(1_002)]);
  });

  it('plays each song of the default playlist once in a round, and none twice in a row', () => {
    const tracks = [2, 3, 4, 5];
    const around = device([1, ...tracks], tracks);
    let solo = alone(venue(), around);
    const heard: (string | null)[] = [];
    for (let song = 0; song < 12; song += 1) {
      solo = moveOn(progress(solo, heardOf(200), around.now), 'ended', around);
      heard.push(playing(solo));
    }
    for (let round = 0; round < 3; round += 1) expect(new Set(heard.slice(round * 4, round * 4 + 4)).size).toBe(4);
    heard.slice(1).forEach((track, index) => expect(track).not.toBe(heard[index]));
  });

  it('falls silent only when nothing is on the device, and starts again when something is', () => {
    const nothing = device([]);
    const silent = moveOn(alone(venue({ active: [queued(2)] }), nothing), 'ended', nothing);
    expect(silent.state.nowPlaying).toMatchObject({ item_id: null, state: 'stopped' });
    expect(silent.play).toBeNull();
    const again = setPlaying(lookAhead(silent, device([2])), true, device([2]));
    expect(again.state.nowPlaying).toMatchObject({ track_id: id(2), state: 'playing' });
  });

  it('lets somebody in the room pause, go on, and change the volume', () => {
    const around = device([1], [], 200_000);
    const paused = setPlaying(alone(), false, around);
    expect(paused.state.nowPlaying).toMatchObject({ state: 'paused', start_timestamp: null });
    const on = setPlaying(paused, true, around);
    expect(on.state.nowPlaying).toMatchObject({ state: 'playing', start_timestamp: 150_000 });
    const loud = setVolume(on, 85);
    expect(loud.state.settings).toMatchObject({ master_volume: 85, is_muted: false });
    expect(loud.wishes).toEqual({ playing: true, volume: 85 });
  });

  it('does not write down what nobody heard', () => {
    const around = device([1, 2]);
    const solo = goAlone(venue({ state: 'paused', active: [queued(2)] }), 4, null, around);
    expect(moveOn(solo, 'skipped', around).journal).toEqual([]);
  });

  it('keeps its word through any evening', () => {
    const step = fc.oneof(
      fc.constant('ended' as const),
      fc.constant('skipped' as const),
      fc.constant('error' as const),
      fc.constant('pause' as const),
      fc.constant('play' as const),
      fc.record({ shelf: fc.uniqueArray(fc.integer({ min: 1, max: 9 })) }),
    );
    const settings = fc.record({ repeat_mode: fc.constantFrom('none' as const, 'one' as const, 'all' as const) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), settings, fc.integer({ min: 0, max: 6 }), (steps, set, split) => {
        const queue = [2, 3, 4, 5, 6, 7].map((number) => queued(number));
        const state = venue({ priority: queue.slice(0, split), active: queue.slice(split), settings: set });
        let now = 100_000;
        let shelf = [1, 2, 3, 4, 5, 6, 7, 8];
        const around = () => device(shelf, [7, 8, 9], now);
        let solo = goAlone(state, 1, heardOf(50), around());
        for (const each of steps) {
          now += 10_000;
          const report: DeckReport = { position: 10, sounding: true, heard: 10, startedAt: now - 10_000 };
          solo = progress(solo, report, now);
          if (typeof each === 'object') {
            shelf = each.shelf;
            solo = lookAhead(solo, around());
          } else if (each === 'pause' || each === 'play') solo = setPlaying(solo, each === 'play', around());
          else {
            solo = moveOn(solo, each, around());
            // Never silent as long as anything is here, and never something that is not.
            expect(playing(solo) === null).toBe(shelf.length === 0);
            if (solo.play !== null) expect(around().has(solo.play.trackId)).toBe(true);
          }
          // Whatever it is, it can be stored and read back.
          expect(Solo.parse(JSON.parse(JSON.stringify(solo)))).toEqual(solo);
        }
        const { journal, play, state: end } = solo;
        const ids = [...journal.map(({ playId }) => playId), ...(play === null ? [] : [play.playId])];
        expect(new Set(ids).size).toBe(ids.length);
        const played = [...journal.map(({ itemId }) => itemId), play?.itemId ?? null].filter((item) => item !== null);
        if (set.repeat_mode === 'none') expect(new Set(played).size).toBe(played.length);
        // No song of the queue is lost: it waits, plays, or was played.
        const waiting = [...end.queue.priority_queue, ...end.queue.active_queue].map(({ item_id }) => item_id);
        const gone = queue.map(({ item_id }) => item_id).filter((item) => !waiting.includes(item));
        for (const item of gone) expect(played).toContain(item);
        expect(end.queue.active_total + end.queue.priority_total).toBe(waiting.length);
        expect(journal.map(({ startedAt }) => startedAt)).toEqual(
          journal.map(({ startedAt }) => startedAt).toSorted((a, b) => a - b),
        );
      }),
      { numRuns: 60 },
    );
  });
});
