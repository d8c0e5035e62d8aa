import { type OfflinePlay, maxOfflinePlays } from '@djamms/contracts';
import fc from 'fast-check';
import { acknowledged, hasNews, nextReport } from './reconcile';
import { goAlone, moveOn, progress } from './solo';
import { type Solo } from './solo.schema';
import { device, heardOf, id, queued, venue } from './testing';

const around = device([1, 2, 3, 4]);
let made = 0;
const newId = (): string => id((made += 1));

/** A player that heard the song of the venue and the first ones of its queue to the end. */
function after(songs: number): Solo {
  let solo = goAlone(venue({ active: [queued(2), queued(3), queued(4)] }), 4, heardOf(50), around);
  for (let song = 0; song < songs; song += 1) {
    solo = progress(
      moveOn(progress(solo, heardOf(200), 100_000), 'ended', around),
      heardOf(5, 200_000 + song),
      100_000,
    );
  }
  return solo;
}

describe('telling the venue', () => {
  it('has nothing to say when the same song still plays', () => {
    expect(hasNews(after(0))).toBe(false);
    expect(nextReport(after(0), newId)).toBeNull();
  });

  it('names what was heard, in order, and what sounds now', () => {
    const { report } = nextReport(after(2), newId)!;
    expect(report).toMatchObject({ epoch: 4, lastItemId: id(1_001) });
    expect(report.plays.map(({ itemId, reason }) => [itemId, reason])).toEqual([
      [id(1_001), 'ended'],
      [id(1_002), 'ended'],
    ]);
    expect(report.current).toMatchObject({ itemId: id(1_003), trackId: id(3), position: 5 });
  });

  it('sends the same batch under the same id until it is acknowledged, whatever plays meanwhile', () => {
    const first = nextReport(after(1), newId)!;
    const later = progress(moveOn(first.solo, 'ended', around), heardOf(3, 900_000), 100_000);
    const second = nextReport(later, newId)!;
    expect(second.report.commandId).toBe(first.report.commandId);
    expect(second.report.plays).toEqual(first.report.plays);
    const rest = nextReport(acknowledged(second.solo, id(1_002)), newId)!;
    expect(rest.report.commandId).not.toBe(first.report.commandId);
    expect(rest.report).toMatchObject({ lastItemId: id(1_002), plays: [{ itemId: id(1_002) }] });
  });

  it('has told everything when the venue knows the song that the player chose by itself', () => {
    const chosen = device([1, 2], [2]);
    let solo = goAlone(venue(), 4, heardOf(50), chosen);
    solo = progress(moveOn(solo, 'ended', chosen), heardOf(5, 200_000), 100_000);
    const { report, solo: sent } = nextReport(solo, newId)!;
    expect(report.current).toMatchObject({ itemId: null, trackId: id(2) });
    const home = acknowledged(sent, id(4_711));
    expect(nextReport(home, newId)).toBeNull();
    expect(nextReport(moveOn(home, 'ended', chosen), newId)?.report.plays).toHaveLength(1);
  });

  it('brings any journal across in batches: each play once, in order, with the next one as what sounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 * maxOfflinePlays }), fc.array(fc.boolean()), (count, losses) => {
        const journal = Array.from({ length: count }, (_unused, index): OfflinePlay => ({
          playId: id(5_000 + index),
          itemId: null,
          trackId: id(2),
          startedAt: index,
          heard: 200,
          reason: 'ended',
        }));
        let solo: Solo = { ...after(1), journal };
        const told: string[] = [];
        const acted = new Set<string>();
        const lost = [...losses];
        for (let step = nextReport(solo, newId); step !== null; step = nextReport(solo, newId)) {
          solo = step.solo;
          const { commandId, plays, current } = step.report;
          if (!acted.has(commandId)) told.push(...plays.map(({ playId }) => playId));
          acted.add(commandId);
          expect(plays.length).toBeLessThanOrEqual(maxOfflinePlays);
          expect(current?.playId).toBe(journal[told.length]?.playId ?? solo.play?.playId);
          // An answer that is lost on its way makes the player send the batch again.
          if (lost.pop() === true) continue;
          solo = acknowledged(solo, solo.journal.length > plays.length ? null : (solo.play?.itemId ?? null));
        }
        expect(told).toEqual(journal.map(({ playId }) => playId));
      }),
      { numRuns: 30 },
    );
  });
});
