import { isMatched, isSameName, matchedParts } from './matched';

/** What is marked stands in brackets. */
const marks = (name: string, query: string): string =>
  matchedParts(name, query)
    .map(({ text, matched }) => (matched ? `[${text}]` : text))
    .join('');

describe('what is marked of a name', () => {
  it.each([
    ['Nebula', 'nebula', '[Nebula]'],
    ['Nebula', 'NEB', '[Neb]ula'],
    ['Beyoncé', 'beyonce', '[Beyoncé]'],
    ['Beyoncé', 'beyonc', '[Beyonc]é'],
    ['Beyonce\u0301 Live', 'beyonce', '[Beyonce\u0301] Live'],
    ['Weiß wie Schnee', 'weiss', '[Weiß] wie Schnee'],
    ['Ænima', 'aen', '[Æn]ima'],
    ['Don’t Stop', 'dont st', '[Don’t] [St]op'],
    ['R.E.M.', 'rem', '[R.E.M].'],
    ['AC/DC', 'acdc', '[AC]/[DC]'],
    ['Baby(I’m Yours)', 'baby im', '[Baby]([I’m] Yours)'],
    ['東京事変', '東京', '[東京]事変'],
    ['Кино', 'кино', '[Кино]'],
    ['1999', '19', '[19]99'],
  ])('%s for “%s” is %s', (name, query, expected) => {
    expect(marks(name, query)).toBe(expected);
  });

  it('takes only the last word as half-typed', () => {
    expect(marks('The Theory of Everything', 'the every')).toBe('[The] Theory of [Every]thing');
    expect(marks('The Theory of Everything', 'the')).toBe('[The] [The]ory of Everything');
  });

  it('marks the whole word when one letter is wrong, missing, too many or swapped, and two in long words', () => {
    for (const slip of ['nebola', 'nebla', 'nebulla', 'enbula', 'nebo']) expect(marks('Nebula', slip)).toBe('[Nebula]');
    expect(marks('Bohemian Rhapsody', 'bohemian rapsodi')).toBe('[Bohemian] [Rhapsody]');
    expect(marks('Nebula', 'nobola')).toBe('Nebula');
    expect(marks('Cat', 'car')).toBe('Cat');
  });

  it('marks what is near only where nothing is meant exactly', () => {
    expect(marks('Come Home', 'home')).toBe('Come [Home]');
  });

  it('marks nothing for what says nothing, and never changes the name', () => {
    for (const query of ['', '   ', '?!', '(', '\\', '.*', '\u0000', '🎵']) {
      expect(marks('What? (Is) .* 🎵', query)).toBe('What? (Is) .* 🎵');
    }
    const long = `${'é𝔄'.repeat(400)} end`;
    const parts = matchedParts(long, 'e'.repeat(400));
    expect(parts.map(({ text }) => text).join('')).toBe(long);
    expect(isMatched(parts)).toBe(false);
  });

  it('tells the same names', () => {
    expect(isSameName('Beyoncé', ' beyonce')).toBe(true);
    expect(isSameName('Beyoncé', 'Beyond')).toBe(false);
  });
});
