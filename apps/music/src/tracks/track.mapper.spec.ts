import { trackSummary } from '@djamms/testing';
import { withinMessage } from './track.mapper';

describe('a page of the library', () => {
  const megabyte = 1_048_576;
  const size = (tracks: unknown): number => Buffer.byteLength(JSON.stringify(tracks));

  it('holds all that was asked for where that is little', () => {
    const tracks = Array.from({ length: 1_000 }, () => trackSummary());
    expect(withinMessage(tracks)).toEqual(tracks);
  });

  it('is cut where it is too large for a message, and is never empty', () => {
    const long = (letters: number) => trackSummary({ title: '愛'.repeat(letters), artist: '愛'.repeat(letters) });
    const tracks = Array.from({ length: 1_000 }, () => long(300));
    const page = withinMessage(tracks);
    expect(page).toEqual(tracks.slice(0, page.length));
    expect(size(page)).toBeLessThan(megabyte);
    expect(size(tracks.slice(0, page.length + 100))).toBeGreaterThan(megabyte);
    expect(withinMessage([long(200_000)])).toHaveLength(1);
  });
});
