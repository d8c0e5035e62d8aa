import { byWeight, oneOf, randomFrom, wholeBelow, type Random } from './random';
import { byEar, double, firstLetterSlip, leaveOut, slip } from './slips';
import { type Song } from './songs';

export interface JudgedQuery {
  kind: QueryKind;
  query: string;
  meant: { title: string; artist: string };
}

/** Words as typed on a phone: don't is dont, AC/DC is ac dc. */
const plainWords = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/['’.]/g, '')
    .match(/[\p{L}\p{N}_]+/gu) ?? [];

const smallWords = new Set(
  (
    'a an and are at be but by can do for from has have i im in is it its me my no not of on or so the this that to up ' +
    'was we what when with you your featuring feat band his her orchestra'
  ).split(' '),
);

/** The longest words first, without those of every other song. */
const tellingWords = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[()",!?:;]+|[()",!?:;]+$/g, ''))
    .filter((word) => /^[\p{L}\p{N}_]{3,}$/u.test(word) && !smallWords.has(word))
    .sort((a, b) => b.length - a.length);

interface Source {
  song: Song;
  words: string[];
  artist: string[];
  random: Random;
  /** Every word of every title and artist. */
  vocabulary: ReadonlySet<string>;
}
type Maker = (source: Source) => string | undefined;

const longPlaces = (words: string[], least = 5): number[] =>
  words.flatMap((word, at) => (word.length >= least && /^[a-z]+$/.test(word) ? [at] : []));
const withWord = (words: string[], at: number, word: string): string => words.with(at, word).join(' ');

/** The first long word changed. */
const changing =
  (change: (word: string, random: Random) => string | undefined, least = 5): Maker =>
  ({ words, random }) => {
    const [at] = longPlaces(words, least);
    const changed = at === undefined ? undefined : change(words[at]!, random);
    return changed === undefined ? undefined : withWord(words, at!, changed);
  };

/** A slip that makes no other word that there is. */
function newSlip(word: string, { random, vocabulary }: Source): string | undefined {
  const wrong = Array.from({ length: 20 }, () => slip(word, random));
  return wrong.find((candidate) => candidate !== word && !vocabulary.has(candidate));
}

const makers = {
  title: ({ song }) => (song.title.length > 2 ? song.title.toLowerCase() : undefined),
  'one-slip': (source) => {
    const title = source.song.title.toLowerCase();
    const words = [...title.matchAll(/\b[a-z]{5,}\b/g)];
    if (words.length === 0) return undefined;
    const { 0: word, index } = oneOf(source.random, words);
    const wrong = newSlip(word, source);
    return wrong === undefined ? undefined : title.slice(0, index) + wrong + title.slice(index + word.length);
  },
  'title-artist': ({ song }) => {
    const [title, artist] = [tellingWords(song.title)[0], tellingWords(song.artist)[0]];
    return title && artist && title !== artist ? `${title} ${artist}` : undefined;
  },
  'no-punctuation': ({ song, words }) =>
    /['’.\-/(]/.test(song.title) && words.join(' ').length > 2 ? words.join(' ') : undefined,
  'half-typed': ({ song }) => {
    const title = song.title.toLowerCase();
    const last = /(?<=\s)[a-z]{4,}$/.exec(title);
    return last ? title.slice(0, last.index + Math.floor((last[0].length + 1) / 2)) : undefined;
  },
  'artist-start': ({ song }) => /^[a-z]{3}/.exec(song.artist.toLowerCase().replace(/^the\s+/, ''))?.[0],
  'first-letter': changing(firstLetterSlip),
  'letter-left-out': changing(leaveOut),
  'letter-doubled': changing(double),
  'another-word': (source) => {
    const { words, random, vocabulary } = source;
    for (const at of words.length < 2 ? [] : longPlaces(words, 4)) {
      const wrong = Array.from({ length: 40 }, () => slip(words[at]!, random));
      const known = wrong.find((word) => word !== words[at] && vocabulary.has(word));
      if (known !== undefined) return withWord(words, at, known);
    }
    return undefined;
  },
  'two-slips': ({ words, random }) => {
    const places = longPlaces(words);
    if (places.length < 2) return undefined;
    const first = oneOf(random, places);
    const second = oneOf(
      random,
      places.filter((at) => at !== first),
    );
    return words.with(first, slip(words[first]!, random)).with(second, slip(words[second]!, random)).join(' ');
  },
  'two-slips-in-a-word': changing((word, random) => {
    const once = slip(word, random);
    const twice = slip(once, random);
    return twice === word ? undefined : twice;
  }, 8),
  'by-ear': changing(byEar),
  joined: ({ words, random }) => {
    if (words.length < 2) return undefined;
    const at = wholeBelow(random, words.length - 1);
    return [...words.slice(0, at), words[at]! + words[at + 1]!, ...words.slice(at + 2)].join(' ');
  },
  parted: changing((word, random) => {
    const cut = 3 + wholeBelow(random, word.length - 5);
    return `${word.slice(0, cut)} ${word.slice(cut)}`;
  }, 7),
  'half-typed-slip': ({ words, random }) => {
    const last = words.length - 1;
    if (words.length < 2 || !longPlaces(words, 7).includes(last)) return undefined;
    const word = words[last]!;
    return withWord(words, last, slip(word.slice(0, Math.floor((word.length * 2) / 3) + 1), random));
  },
  'artist-slip': ({ words, artist, random }) => {
    const [title] = words
      .filter((word) => word.length >= 3 && !smallWords.has(word))
      .sort((a, b) => b.length - a.length);
    const [name] = artist.filter((word) => /^[a-z]{5,}$/.test(word) && !smallWords.has(word));
    return title && name ? `${title} ${slip(name, random)}` : undefined;
  },
  'word-too-many': ({ words, random }) =>
    `${words.join(' ')} ${oneOf(random, ['song', 'lyrics', 'official', 'video', 'hd'])}`,
  'small-words-left-out': ({ words }) => {
    const kept = words.filter((word) => !['the', 'a', 'of', 'to', 'in', 'and'].includes(word));
    return kept.length >= 2 && kept.length < words.length ? kept.join(' ') : undefined;
  },
  'artist-first': ({ words, artist }) => [...artist, ...words].join(' '),
} satisfies Record<string, Maker>;

export type QueryKind = keyof typeof makers;
export const queryKinds = Object.keys(makers) as QueryKind[];
/** What people get right most of the time; the others are harder. */
export const easyKinds: readonly QueryKind[] = [
  'title',
  'one-slip',
  'title-artist',
  'no-punctuation',
  'half-typed',
  'artist-start',
];

/** Queries of each kind for songs chosen by how popular they are; the same for the same songs and seed. */
export function makeQueries(
  songs: readonly Song[],
  { perKind, seed }: { perKind: number; seed: number },
): JudgedQuery[] {
  const vocabulary = new Set(songs.flatMap(({ title, artist }) => [...plainWords(title), ...plainWords(artist)]));
  return queryKinds.flatMap((kind) => {
    const random = randomFrom(`${seed} ${kind}`);
    const made: JudgedQuery[] = [];
    const seen = new Set<string>();
    for (const song of byWeight(songs, ({ weeks }) => Math.max(1, weeks), random)) {
      if (made.length === perKind) break;
      const words = plainWords(song.title);
      if (words.length === 0) continue;
      const query = makers[kind]({ song, words, artist: plainWords(song.artist), random, vocabulary });
      if (query === undefined || (kind === 'artist-start' && seen.has(query))) continue;
      seen.add(query);
      made.push({ kind, query, meant: { title: song.title, artist: song.artist } });
    }
    return made;
  });
}
