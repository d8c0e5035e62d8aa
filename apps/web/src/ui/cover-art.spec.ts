import { coverArt } from './cover-art';

describe('coverArt', () => {
  it('is the same for the same song and differs between songs', () => {
    expect(coverArt('Nebula', 'Maxstack')).toEqual(coverArt('Nebula', 'Maxstack'));
    expect(coverArt('Nebula', 'Maxstack')).not.toEqual(coverArt('Coherence', 'Maxstack'));
  });

  it('takes the first letters of two words, in any script', () => {
    expect(coverArt('March Thee to Dis', '').initials).toBe('MT');
    expect(coverArt('ночь темна', '').initials).toBe('НТ');
    expect(coverArt('🎵 (live)', '').initials).toBe('L');
    expect(coverArt('!!!', '').initials).toBe('');
  });
});
