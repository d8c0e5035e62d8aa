import fc from 'fast-check';
import { editDistance, exchanges, forgivenEdits } from './edits';

describe('the distance between words', () => {
  it.each([
    ['queen', 'queen', 0],
    ['quen', 'queen', 1],
    ['lvoe', 'love', 1],
    ['metalica', 'metallica', 1],
    ['nirvnaa', 'nirvana', 1],
    ['beatels', 'beatles', 1],
    ['abc', 'xyz', 3],
    ['abc', 'abcdef', 3],
  ])('%s and %s: %d', (left, right, distance) => {
    expect(editDistance(left, right, 2)).toBe(distance);
  });

  it('is the same from both sides, and one for every exchange', () => {
    const word = fc.string({ minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(word, word, (left, right) => {
        expect(editDistance(left, right, 2)).toBe(editDistance(right, left, 2));
        for (const variant of exchanges(left)) expect(editDistance(left, variant, 2)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('forgives more in longer words', () => {
    expect(['abc', 'abcd', 'abcdefgh'].map(forgivenEdits)).toEqual([0, 1, 2]);
  });
});
