import { artworkFor, coverArt } from './cover-art';

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

describe('artworkFor', () => {
  it('takes the width that is sharp where it is shown', () => {
    const src = '/media/images/tracks/1/300.jpg?v=abc';
    expect(artworkFor(src, 42)).toBe('/media/images/tracks/1/150.jpg?v=abc');
    expect(artworkFor(src, 120)).toBe('/media/images/tracks/1/300.jpg?v=abc');
    expect(artworkFor(src, '100%')).toBe('/media/images/tracks/1/600.jpg?v=abc');
  });

  it('leaves other addresses alone', () => {
    expect(artworkFor('https://img.example/x.png', 42)).toBe('https://img.example/x.png');
  });
});
