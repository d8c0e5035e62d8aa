import { suggested, type SuggestedArtist, type SuggestedTrack } from './suggested';

const titles = (...popularities: number[]): SuggestedTrack[] =>
  popularities.map((popularity, at) => ({ id: `${at}`, title: `Title ${at}`, artist: 'Somebody', popularity }));
const artist = (name: string, popularity: number, isExact = false): SuggestedArtist => ({ name, popularity, isExact });

const texts = (...args: Parameters<typeof suggested>): string[] => suggested(...args).map(({ text }) => text);
const nobody = (): SuggestedTrack[] => [];

describe('artists and titles share the places', () => {
  const five = titles(50, 40, 30, 20, 10);

  it('by fame: an artist is shown instead of a title that is far less popular', () => {
    expect(texts([artist('Famous', 120), artist('Known', 119)], five, nobody, 5)).toEqual([
      'Famous',
      'Title 0',
      'Title 1',
      'Title 2',
      'Title 3',
    ]);
  });

  it('a name typed in full is shown, however little known', () => {
    expect(texts([artist('Nobody', 0, true)], five, nobody, 5)[0]).toBe('Nobody');
  });

  it('one artist at most takes the place of a title', () => {
    const many = Array.from({ length: 5 }, (_, at) => artist(`Artist ${at}`, 1_000));
    expect(texts(many, five, nobody, 5)).toEqual(['Artist 0', 'Title 0', 'Title 1', 'Title 2', 'Title 3']);
  });

  it('places that are left are for other tracks, then for artists', () => {
    const others = (missing: number) => titles(1, 1, 1, 1).slice(0, missing);
    expect(texts([artist('One', 1)], titles(5), others, 4)).toHaveLength(4);
    expect(texts([artist('One', 1), artist('Two', 1), artist('Three', 1)], titles(5), nobody, 4)).toEqual([
      'One',
      'Two',
      'Three',
      'Title 0',
    ]);
  });
});
