import fc from 'fast-check';
import { TrackTags } from '@djamms/contracts';
import { cleanTags, cleanText, completeTags, titleFromFileName } from './clean-tags';

describe('cleanTags', () => {
  it('keeps good tags as they are', () => {
    const tags = { title: 'Hyperballad', artist: 'Björk', album: 'Post', genre: 'Pop', year: 1995, trackNo: 2 };
    expect(cleanTags({ ...tags, isrc: 'gb-um7 1500001' })).toEqual({ ...tags, isrc: 'GBUM71500001' });
  });

  it('takes control characters, line breaks and direction marks out', () => {
    expect(cleanTags({ title: 'A\u0000B\r\nC\u202eD\u009b[31m', artist: '\u0007\u0001' })).toEqual({
      title: 'A B C D [31m',
    });
  });

  it('cuts what is too long and drops what makes no sense', () => {
    const tags = cleanTags({
      title: 'x'.repeat(50_000),
      genre: 'y'.repeat(300),
      year: 20244,
      trackNo: -1,
      isrc: 'none',
    });
    expect(tags).toEqual({ title: 'x'.repeat(300), genre: 'y'.repeat(100) });
  });

  it('never fails, and gives nothing that the library would refuse', () => {
    const value = fc.oneof(fc.string({ unit: 'binary', maxLength: 700 }), fc.double(), fc.anything());
    const raw = fc.record(
      {
        title: value,
        artist: value,
        album: value,
        albumArtist: value,
        genre: value,
        year: value,
        trackNo: value,
        isrc: value,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(raw, fc.string({ unit: 'binary', maxLength: 300 }), (tags, fileName) => {
        const complete = completeTags({}, cleanTags(tags), fileName);
        expect(TrackTags.parse(complete)).toEqual(complete);
      }),
    );
  });

  it('never leaves half a character', () => {
    expect(cleanText(`${'x'.repeat(299)}😀`, 300)).toBe('x'.repeat(299));
    expect(cleanText('a\ud800b', 300)).toBe('a b');
  });
});

describe('titleFromFileName', () => {
  it.each([
    ['My_Song.mp3', 'My Song'],
    ['../../x', 'x'],
    ['..\\..\\evil.flac', 'evil'],
    ['Mr. Brightside.ogg', 'Mr. Brightside'],
    ['.mp3', 'Untitled'],
    ['', 'Untitled'],
    ['/', 'Untitled'],
  ])('makes %j into %j', (name, title) => expect(titleFromFileName(name)).toBe(title));
});

describe('completeTags', () => {
  it('puts what was typed before what was read, and names what is unknown', () => {
    expect(completeTags({ title: 'Typed' }, { title: 'Read', album: 'Read' }, 'file.mp3')).toEqual({
      title: 'Typed',
      artist: 'Unknown artist',
      album: 'Read',
      albumArtist: null,
      genre: null,
      year: null,
      trackNo: null,
      isrc: null,
    });
  });
});
