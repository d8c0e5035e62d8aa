import { type TrackSummary } from '@djamms/contracts';
import { choicesOf, goesOn, placeOf, stepFrom, type Found } from './choices';

const facets = { genre: [], year: [], duration: [] };
const track = (title: string): TrackSummary => ({
  ...{ id: title, venueId: 'venue', title, artist: 'Abba', album: null, genre: null, year: null, duration: 180 },
  ...{ source: 'file', videoId: null, fileId: null, thumbnailUrl: null, realEndOffset: null, cueIn: null },
  ...{ loudnessLufs: null, truePeakDb: null, bpm: null, popularity: 0, playCount: 0, isBroken: false, version: 1 },
});
const foundOf = (titles: string[], more: Partial<Found> = {}): Found => ({
  ...{ items: titles.map(track), page: 1, pageSize: 8, total: titles.length, tookMs: 1 },
  ...{ artists: [], facets, text: 'abba' },
  ...more,
});
const abba = { name: 'ABBA Teens', trackCount: 2 };

describe('the choices of a search', () => {
  const found = foundOf(['Waterloo', 'Fernando'], { artists: [abba], didYouMean: 'abbey' });
  const choices = choicesOf(found);

  it('are what may have been meant, the artists typed, and the songs', () => {
    expect(choices.map(({ kind }) => kind)).toEqual(['other', 'other', 'track', 'track']);
  });

  it('begin at the first song, or else at the first other text, or nowhere', () => {
    expect(placeOf(choices, null)).toBe(2);
    expect(placeOf(choicesOf(foundOf([], { artists: [abba], didYouMean: 'abbey' })), null)).toBe(0);
    expect(placeOf([], null)).toBe(-1);
  });

  it('are walked through around both ends', () => {
    expect(stepFrom(choices, 2, -1)).toBe(choices[1]);
    expect(stepFrom(choices, 3, 1)).toBe(choices[0]);
    expect(stepFrom(choices, 0, -1)).toBe(choices[3]);
    expect(stepFrom([], -1, 1)).toBeUndefined();
  });

  it('keep the one that was moved to when the same songs come in another order, and start anew without it', () => {
    const moved = choices[3]!.key;
    const turned = choicesOf({ ...found, items: found.items.toReversed() });
    expect(placeOf(turned, moved)).toBe(2);
    expect(placeOf(choicesOf(foundOf(['Another'])), moved)).toBe(0);
  });
});

describe('an older list', () => {
  it.each([
    ['lov', 'love', true],
    ['Love', 'lo', true],
    ['abba', 'queen', false],
    ['abba', '', false],
    ['', 'q', false],
  ])('of “%s” while “%s” is looked for: stays %s', (older, text, stays) => expect(goesOn(older, text)).toBe(stays));
});
