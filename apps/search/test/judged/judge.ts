import { type JudgedQuery, type QueryKind } from './queries';
import { groupBy } from './random';

export interface Found {
  tracks: readonly { title: string; artist: string }[];
  artists: readonly { name: string }[];
}

/** Shares, 0 to 1. */
export interface HitRates {
  queries: number;
  at1: number;
  at5: number;
  at20: number;
  /** The artist was among the artists offered, or by a track on the first page. */
  artist: number;
}

export interface Judgement extends JudgedQuery {
  /** Of the song that was meant, from 1; Infinity when it was not found. */
  rank: number;
  artistOffered: boolean;
  first: string | undefined;
}

const shown = 20;
/** Letters and digits only, so that “AC/DC” is “AC • DC” and “Beyoncé” is “Beyonce”. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

export function judge(query: JudgedQuery, { tracks, artists }: Found): Judgement {
  const [title, artist] = [fold(query.meant.title), fold(query.meant.artist)];
  const page = tracks.slice(0, shown);
  const place = page.findIndex((track) => fold(track.title) === title && fold(track.artist) === artist);
  return {
    ...query,
    rank: place < 0 ? Infinity : place + 1,
    artistOffered:
      page.some((track) => fold(track.artist) === artist) ||
      artists.slice(0, shown).some(({ name }) => fold(name) === artist),
    first: page[0] && `${page[0].title} — ${page[0].artist}`,
  };
}

export function hitRates(judgements: readonly Judgement[]): Map<QueryKind, HitRates> {
  const kinds = groupBy(judgements, ({ kind }) => kind);
  return new Map(
    [...kinds].map(([kind, own]) => {
      const share = (passes: (one: Judgement) => boolean) => own.filter(passes).length / own.length;
      return [
        kind,
        {
          queries: own.length,
          at1: share(({ rank }) => rank === 1),
          at5: share(({ rank }) => rank <= 5),
          at20: share(({ rank }) => rank <= shown),
          artist: share(({ artistOffered }) => artistOffered),
        },
      ];
    }),
  );
}
