import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { forgivenEdits } from '../../text/edits';
import { nearWordsOf, suggestNear } from './near-words';
import { VenueScope, tagLength } from './venue-scope';

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 16 });
const request = (own: readonly string[]) => ({ words: own, beginnings: own.slice(-1), onlyUnknown: false });

describe('near words', () => {
  it('are asked for in the libraries of the venue alone', () => {
    fc.assert(
      fc.property(words, fc.boolean(), (own, hasShared) => {
        const scope = VenueScope.of(randomUUID(), hasShared);
        for (const { text, term } of Object.values(suggestNear(scope, request(own)))) {
          const tags = (text ?? '').split(' ').map((tagged) => tagged.slice(0, tagLength));
          expect(new Set(tags)).toEqual(new Set(scope.tags));
          // What is before the word has to be as it is.
          expect(term?.prefix_length).toBeGreaterThanOrEqual(tagLength);
        }
      }),
    );
  });

  it('are asked for each word that is long enough to be mended, by as many slips as it is forgiven', () => {
    fc.assert(
      fc.property(words, (own) => {
        const scope = VenueScope.of(randomUUID(), false);
        const asked = suggestNear(scope, { ...request(own), beginnings: [] });
        const found = Object.values(asked).flatMap(({ text, term }) =>
          (text ?? '').split(' ').map((tagged) => [tagged.slice(tagLength), term?.max_edits] as const),
        );
        const expected = own.filter((each) => forgivenEdits(each) > 0).map((each) => [each, forgivenEdits(each)]);
        expect(new Map(found)).toEqual(new Map(expected as [string, number][]));
      }),
    );
  });

  it('are few for long queries, as a query may hold so many clauses only', () => {
    fc.assert(
      fc.property(words, (own) => {
        const asked = Object.entries(suggestNear(VenueScope.of(randomUUID(), false), request(own)));
        const most = asked
          .filter(([name]) => name.startsWith('words'))
          .reduce((sum, [, { text, term }]) => sum + (text ?? '').split(' ').length * (term?.size ?? 0), 0);
        expect(most).toBeLessThanOrEqual(120);
      }),
    );
  });

  it('are worth less the rarer they are than the most frequent one, and know whether the first letter was kept', () => {
    const tag = 'T'.repeat(tagLength);
    const options = [
      { text: `${tag}love`, freq: 14_000 },
      { text: `${tag}lore`, freq: 3 },
      { text: `${tag}dove`, freq: 40 },
    ];
    const { words: near, beginnings } = nearWordsOf({ words_1: [{ text: `${tag}lobe`, options }] });
    const [love, lore, dove] = near.get('lobe') ?? [];
    expect(love).toEqual({ tagged: `${tag}love`, keepsFirst: true, worth: 1 });
    expect(lore).toMatchObject({ keepsFirst: true });
    expect(dove).toMatchObject({ keepsFirst: false });
    expect(lore!.worth).toBeLessThan(dove!.worth);
    expect(dove!.worth).toBeLessThan(1);
    expect(beginnings.size).toBe(0);
  });

  it('are none where nothing is near', () => {
    const tag = 'T'.repeat(tagLength);
    expect(nearWordsOf({ words_2: [{ text: `${tag}xylophone`, options: [] }] }).words.get('xylophone')).toEqual([]);
    expect(nearWordsOf(undefined).words.size).toBe(0);
  });
});
