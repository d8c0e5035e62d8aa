import fc from 'fast-check';
import { normalize, wordsOf } from './normalize';

describe('the form in which names and queries are compared', () => {
  it.each([
    ['Beyoncé', 'beyonce'],
    ['Don’t Stop Me Now', 'dont stop me now'],
    ["Don't Stop Me Now", 'dont stop me now'],
    ['P!nk', 'pink'],
    ['Ke$ha', 'kesha'],
    ['R.E.M.', 'rem'],
    ['AC/DC', 'ac dc'],
    ['Simon & Garfunkel', 'simon and garfunkel'],
    ['R&B', 'r and b'],
    ['Florence + The Machine', 'florence and the machine'],
    ['Rock ’n’ Roll', 'rock and roll'],
    ['hello n', 'hello n'],
    ['Santana feat. Rob Thomas', 'santana rob thomas'],
    ['Jay-Z Featuring Alicia Keys', 'jay z alicia keys'],
    ['No Feat', 'no feat'],
    ["Baby(I'm Yours)", 'baby im yours'],
    ['Motörhead', 'motorhead'],
    ['Die Straße', 'die strasse'],
    ['Sigur Rós — Ágætis byrjun', 'sigur ros agaetis byrjun'],
    ['  many   spaces\t', 'many spaces'],
    ['１２３', '123'],
    ['周杰倫 Jay', '周 杰 倫 jay'],
    ['می‌خواهم', 'میخواهم'],
    ['!!!', '!!!'],
    ['\u0000\ud800', ''],
    ['', ''],
  ])('%s → %s', (text, expected) => {
    expect(normalize(text)).toBe(expected);
  });

  it('is the same when applied again, without outer or doubled spaces', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const once = normalize(text);
        expect(normalize(once)).toBe(once);
        expect(wordsOf(once).every((word) => word !== '' && word.length <= 128)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});
