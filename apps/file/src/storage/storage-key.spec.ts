import { join, relative } from 'node:path';
import fc from 'fast-check';
import { LocalStorage } from './local-storage';
import { safeSegment } from './safe-name';
import { artworkKey, audioKey, parseStorageKey, temporaryKey } from './storage-key';

const trackId = '01930c3e-7b7a-7000-8000-000000000001';
const storedAt = new Date('2026-03-09T23:30:00Z');
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc
    .array(fc.constantFrom('..', '/', '\\', '.', '\0', '\r\n', '%2e', '~', ' ', 'a', '‥', '．', '／', 'CON', '\u202e'))
    .map((parts) => parts.join('')),
);

describe('audioKey', () => {
  it('follows the layout of the library', () => {
    const key = audioKey({ trackId, artist: 'Sigur Rós', album: 'Ágætis byrjun', extension: 'flac', storedAt });
    expect(key).toBe(`audio/2026/03/sigur-ros/agaetis-byrjun/${trackId}.flac`);
  });

  it('names what is unknown', () => {
    const key = audioKey({ trackId, artist: '../..', album: null, extension: 'mp3', storedAt });
    expect(key).toBe(`audio/2026/03/unknown-artist/unknown-album/${trackId}.mp3`);
  });

  it('never leaves the storage folder, whatever the tags say', () => {
    const storage = new LocalStorage('/srv/storage');
    fc.assert(
      fc.property(hostile, hostile, (artist, album) => {
        const key = audioKey({ trackId, artist, album, extension: 'mp3', storedAt });
        expect(key).toMatch(/^audio\/2026\/03\/[a-z0-9_-]{1,61}\/[a-z0-9_-]{1,61}\/[0-9a-f-]{36}\.mp3$/);
        expect(relative('/srv/storage', storage.pathOf(key))).toBe(join(...key.split('/')));
      }),
    );
  });
});

describe('safeSegment', () => {
  it.each([
    ['CON', '_con'],
    ['com1', '_com1'],
    ['AC/DC', 'ac-dc'],
    ['Guns N’ Roses', 'guns-n-roses'],
    ['Ｆｕｌｌｗｉｄｔｈ', 'fullwidth'],
    ['Motörhead', 'motorhead'],
    ['.hidden', 'hidden'],
    ['a\u0000b\nc', 'a-b-c'],
    ['坂本龍一', 'unknown'],
  ])('makes %j into %j', (name, expected) => expect(safeSegment(name, 'unknown')).toBe(expected));

  it('is bounded and stable', () => {
    fc.assert(
      fc.property(hostile, (name) => {
        const once = safeSegment(name, 'unknown');
        expect(once.length).toBeLessThanOrEqual(61);
        expect(once).toMatch(/^[a-z0-9_](?:[a-z0-9-]*[a-z0-9])?$/);
      }),
    );
  });
});

describe('parseStorageKey', () => {
  it('accepts every key that is made here', () => {
    for (const key of [
      audioKey({ trackId, artist: 'a', album: 'b', extension: 'ogg', storedAt }),
      artworkKey(trackId, 150),
      temporaryKey(trackId),
    ]) {
      expect(parseStorageKey(key)).toBe(key);
    }
  });

  it.each(['', '/', '/etc/passwd', '..', 'a/../b', 'a//b', 'a/.', '.a', 'a.', 'a\\b', 'a\0', 'a\n', 'a/ b', 'é'])(
    'refuses %j',
    (text) => expect(() => parseStorageKey(text)).toThrow(RangeError),
  );

  it('refuses or keeps inside whatever is given', () => {
    const storage = new LocalStorage('/srv/storage');
    fc.assert(
      fc.property(hostile, (text) => {
        try {
          const path = storage.pathOf(parseStorageKey(text));
          expect(path.startsWith('/srv/storage/')).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
