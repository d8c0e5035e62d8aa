import fc from 'fast-check';
import { editDistance } from '../../text/edits';
import { nearWords } from './near-words';
import { StringTable } from './string-table';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 });

describe('the words near a typed one', () => {
  it('are those within the distance, wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 60 }),
        word,
        fc.integer({ min: 0, max: 3 }),
        (words, typed, limit) => {
          const sorted = words.toSorted();
          const found = nearWords(StringTable.of(sorted), typed, limit, false, [0, sorted.length]);
          const expected = sorted
            .map((text, at) => ({ word: at, distance: editDistance(text, typed, limit) }))
            .filter(({ distance }) => distance <= limit);
          expect(found.map(({ word: at, distance }) => ({ word: at, distance }))).toEqual(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('are also those that begin so, while the word goes on', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 60 }),
        word,
        fc.integer({ min: 0, max: 2 }),
        (words, typed, limit) => {
          const sorted = words.toSorted();
          const found = nearWords(StringTable.of(sorted), typed, limit, true, [0, sorted.length]);
          const beginnings = (text: string) => Array.from({ length: text.length }, (_, at) => text.slice(0, at + 1));
          const expected = sorted.flatMap((text, at) =>
            beginnings(text).some((part) => editDistance(part, typed, limit) <= limit) ? [at] : [],
          );
          expect(found.map(({ word: at }) => at)).toEqual(expected);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe('a table of strings', () => {
  it('finds what is there, and what begins so', () => {
    fc.assert(
      fc.property(fc.uniqueArray(word, { maxLength: 60 }), word, (words, text) => {
        const sorted = words.toSorted();
        const table = StringTable.of(sorted);
        expect(sorted.map((_, at) => table.get(at))).toEqual(sorted);
        expect(table.indexOf(text)).toBe(sorted.indexOf(text));
        const [from, to] = table.withPrefix(text);
        expect(sorted.slice(from, to)).toEqual(sorted.filter((entry) => entry.startsWith(text)));
      }),
      { numRuns: 2_000 },
    );
  });
});
