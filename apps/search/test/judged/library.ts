import { createHash } from 'node:crypto';
import { type TrackSummary } from '@djamms/contracts';
import { trackSummary } from '@djamms/testing';
import { groupBy } from './random';
import { type Song } from './songs';

const tracksOnAlbum = 12;
const yearsOfAlbum = 3;
const genres = ['Pop', 'Rock', 'Soul', 'Country', 'Hip-Hop', 'R&B', 'Dance', 'Folk', 'Electronic', 'Jazz'];

type Named = Song & { album: string };

/** The same id for the same text, as a UUID. */
function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const numberOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE(0);

/** Each artist's songs in the order of their years, on albums named after their greatest hit. */
function withAlbums(songs: readonly Song[]): Named[] {
  const byArtist = groupBy(songs, ({ artist }) => artist.split(/\s+(?:featuring|feat\.|with)\s+/i)[0]!);
  return [...byArtist.values()].flatMap((own) => {
    const albums: Song[][] = [];
    for (const song of own.toSorted((a, b) => a.year - b.year)) {
      const album = albums.at(-1);
      if (album && album.length < tracksOnAlbum && song.year - album[0]!.year < yearsOfAlbum) album.push(song);
      else albums.push([song]);
    }
    return albums.flatMap((album) => {
      const greatest = album.reduce((best, song) => (song.weeks > best.weeks ? song : best));
      return album.map((song) => ({ ...song, album: greatest.title }));
    });
  });
}

const versions: ((song: Named) => Named)[] = [
  (song) => ({ ...song, title: `${song.title} (Live)`, album: `${song.album} (Live)` }),
  (song) => {
    const suffix = `${song.year <= 2004 ? 2011 : song.year + 7} Remaster`;
    return { ...song, title: `${song.title} - ${suffix}`, album: `${song.album} (${suffix})` };
  },
  (song) => ({ ...song, title: `${song.title} (Remix)`, album: `${song.album} (Remixes)` }),
];

/** The songs, then live takes, remasters and remixes of the most popular ones, until there are `count`; of one venue. */
export function makeLibrary(songs: readonly Song[], count: number, venueId: string): TrackSummary[] {
  const originals = withAlbums(songs);
  const popular = originals.toSorted((a, b) => b.weeks - a.weeks);
  const all = [...originals];
  for (const version of versions) all.push(...popular.slice(0, Math.max(0, count - all.length)).map(version));
  if (all.length < count) throw new Error(`${songs.length} songs give at most ${all.length} tracks`);
  return all.slice(0, count).map((song) => toTrack(song, venueId));
}

export function toTrack({ title, artist, album, year, weeks }: Named, venueId: string | null): TrackSummary {
  const key = `${title}|${artist}`;
  return trackSummary({
    id: idOf(`${venueId}|${key}|${year}`),
    venueId,
    title,
    artist,
    album,
    genre: genres[numberOf(`${artist}|${Math.floor(year / 10)}`) % genres.length]!,
    year,
    duration: 120 + (numberOf(key) % 240),
    popularity: weeks,
    playCount: weeks,
  });
}
