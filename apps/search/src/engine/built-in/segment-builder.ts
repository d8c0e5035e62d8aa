import { soundOf } from '../../text/sounds';
import { wordsOf } from '../../text/normalize';
import { withoutArticle } from '../track-text';
import { hashesOf, hashOf } from './hashes';
import { NumberList, groupByKey } from './number-list';
import {
  fieldBits,
  idParts,
  inAlbum,
  inArtist,
  inTitle,
  noBpm,
  noYear,
  sources,
  likingOf,
  standingOf,
  type Segment,
} from './segment';
import { finish, inTurns, sortInSteps, stepSize, type Steps } from './steps';
import { StringTable } from './string-table';

/** A track as it is put into a segment; texts are normalised where they are not said to be shown. */
export interface IndexedTrack {
  id: string;
  revision: number;
  shownTitle: string;
  shownArtist: string;
  shownGenre: string;
  title: string;
  base: string;
  isVersion: boolean;
  artist: string;
  album: string;
  genre: string;
  year: number | null;
  /** Seconds. */
  duration: number;
  /** Beats per minute. */
  bpm: number | null;
  source: string;
  popularity: number;
  clicks: number;
}

/** However a title is parted, it is the same. */
export const squeeze = (text: string): string => text.replaceAll(' ', '');

/** Distinct strings in the order they came. */
class Names {
  private readonly numbers = new Map<string, number>();
  readonly strings: string[] = [];

  /** The string's number; a new one where it is new. */
  add(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.strings.length);
    return this.strings.push(text) - 1;
  }

  /** The strings sorted by `key`, and where each number has gone. */
  *sorted(
    key: (text: string) => string = (text) => text,
  ): Steps<{ strings: string[]; order: Uint32Array; places: Uint32Array }> {
    const order = yield* sortInSteps(this.strings.map(key));
    const places = new Uint32Array(order.length);
    order.forEach((number, place) => (places[number] = place));
    return { strings: inOrder(this.strings, order), order, places };
  }
}

function inOrder(strings: readonly string[], order: Uint32Array): string[] {
  const sorted: string[] = [];
  for (const number of order) sorted.push(strings[number]!);
  return sorted;
}

/** Takes tracks in the ascending order of their ids, and makes a segment of them. */
export class SegmentBuilder {
  private readonly words = new Names();
  private readonly titles = new Names();
  private readonly artists = new Names();
  private readonly artistNames: string[] = [];
  private readonly albums = new Names();
  private readonly genres = new Names();
  private readonly genreNames: string[] = [];
  private readonly postedWords = new NumberList();
  private readonly posted = new NumberList();
  private readonly tracks: {
    revision: number;
    facts: number;
    title: number;
    titleWords: number;
    artist: number;
    album: number;
    genre: number;
    year: number;
    duration: number;
    bpm: number;
    source: number;
    isVersion: boolean;
    popularity: number;
    clicks: number;
  }[] = [];
  private readonly ids = new NumberList();
  private readonly shown: string[] = [];
  private readonly masks = new Map<number, number>();

  constructor() {
    this.albums.add('');
    this.addGenre('', '');
  }

  get size(): number {
    return this.tracks.length;
  }

  add(track: IndexedTrack): void {
    for (const part of idParts(track.id)) this.ids.push(part);
    this.shown.push(track.shownTitle);
    this.addPostings(track);
    const artist = this.artists.add(track.artist);
    this.artistNames[artist] ??= track.shownArtist;
    this.tracks.push({
      revision: track.revision,
      facts: factsOf(track),
      title: this.titles.add(track.base),
      titleWords: Math.min(255, wordsOf(track.base).length),
      artist,
      album: this.albums.add(track.album),
      genre: this.addGenre(track.genre, track.shownGenre),
      year: track.year ?? noYear,
      duration: track.duration,
      bpm: track.bpm ?? noBpm,
      source: Math.max(0, (sources as readonly string[]).indexOf(track.source)),
      isVersion: track.isVersion,
      popularity: track.popularity,
      clicks: track.clicks,
    });
  }

  private addGenre(genre: string, shown: string): number {
    // Of more different genres than anybody tells apart, the rest has none.
    const number = this.genres.strings.length < 65_535 ? this.genres.add(genre) : 0;
    this.genreNames[number] ??= shown;
    return number;
  }

  private addPostings({ title, artist, album }: IndexedTrack): void {
    const { masks } = this;
    masks.clear();
    const note = (text: string, field: number): void => {
      for (const word of wordsOf(text)) {
        const number = this.words.add(word);
        masks.set(number, (masks.get(number) ?? 0) | field);
      }
    };
    note(title, inTitle);
    note(artist, inArtist);
    note(album, inAlbum);
    for (const [word, mask] of masks) {
      this.postedWords.push(word);
      this.posted.push((this.tracks.length << fieldBits) | mask);
    }
  }

  /** The builder is used up by it. */
  build(): Segment {
    return finish(this.steps());
  }

  /** As `build`, in steps between which others get their turn. */
  buildInTurns(): Promise<Segment> {
    return inTurns(this.steps());
  }

  private *steps(): Steps<Segment> {
    const words = yield* this.words.sorted();
    yield;
    const keys = this.postedWords.view().map((word) => words.places[word]!);
    const texts = {
      words: yield* StringTable.inSteps(words.strings),
      sounds: yield* hashesOf(words.strings, soundOf),
      postings: yield* groupByKey(keys, this.posted.view(), words.strings.length),
      shown: yield* StringTable.inSteps(this.shown),
    };
    yield;
    const segment = {
      ...texts,
      ...(yield* this.titleSteps()),
      ...(yield* this.artistSteps()),
      ...(yield* this.factSteps()),
    };
    return { ...segment, bytes: bytesOf(segment) };
  }

  private *titleSteps() {
    const { tracks } = this;
    const titles = yield* this.titles.sorted();
    const title = yield* column(Uint32Array, tracks, (track) => titles.places[track.title]!);
    yield;
    return {
      title,
      titleWords: yield* column(Uint8Array, tracks, (track) => track.titleWords),
      titles: yield* StringTable.inSteps(titles.strings),
      squeezed: yield* hashesOf(titles.strings, squeeze),
      tracksOfTitle: yield* groupByKey(title, numbersBelow(tracks.length), titles.strings.length),
    };
  }

  private *artistSteps() {
    const { tracks } = this;
    const { strings: names, order, places } = yield* this.artists.sorted(withoutArticle);
    const artist = yield* column(Uint32Array, tracks, (track) => places[track.artist]!);
    yield;
    const artistPopularity = new Float32Array(names.length);
    for (const [number, track] of tracks.entries()) {
      if (number % stepSize === stepSize - 1) yield;
      if (!track.isVersion) artistPopularity[artist[number]!]! += likingOfTrack(track);
    }
    yield;
    return {
      artist,
      artists: yield* StringTable.inSteps(names.map(withoutArticle)),
      artistNames: yield* StringTable.inSteps(inOrder(this.artistNames, order)),
      artistHasArticle: Uint8Array.from(names, (name) => Number(withoutArticle(name) !== name)),
      artistPopularity,
      tracksOfArtist: yield* groupByKey(artist, numbersBelow(tracks.length), names.length),
    };
  }

  private *factSteps() {
    const { tracks } = this;
    const size = tracks.length;
    const albums = yield* this.albums.sorted();
    const album = yield* column(Uint32Array, tracks, (track) => albums.places[track.album]!);
    yield;
    const numbers = {
      genre: yield* column(Uint16Array, tracks, (track) => track.genre),
      year: yield* column(Int16Array, tracks, (track) => track.year),
      duration: yield* column(Float32Array, tracks, (track) => track.duration),
      bpm: yield* column(Float32Array, tracks, (track) => track.bpm),
      source: yield* column(Uint8Array, tracks, (track) => track.source),
    };
    yield;
    return {
      size,
      live: size,
      ids: this.ids.view().slice(),
      album,
      albums: yield* StringTable.inSteps(albums.strings),
      ...numbers,
      isVersion: yield* column(Uint8Array, tracks, (track) => Number(track.isVersion)),
      revision: yield* column(Float64Array, tracks, (track) => track.revision),
      facts: yield* column(Uint32Array, tracks, (track) => track.facts),
      removed: new Uint8Array(size),
      popularity: yield* column(Float32Array, tracks, likingOfTrack),
      standing: yield* column(Float32Array, tracks, (track) => standingOf(likingOfTrack(track))),
      genres: StringTable.of(this.genres.strings),
      genreNames: StringTable.of(this.genreNames),
    };
  }
}

/** Tracks that differ in anything but what ranks them have the same once in four thousand million times. */
export function factsOf({ revision: _, popularity: __, clicks: ___, ...facts }: IndexedTrack): number {
  return hashOf(Object.values(facts).join('\n'));
}

const likingOfTrack = ({ popularity, clicks }: { popularity: number; clicks: number }): number =>
  likingOf(popularity, clicks);

const numbersBelow = (count: number): Uint32Array => new Uint32Array(count).map((_, number) => number);

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array | Float64Array;

/** One field of all tracks. Written out, as `from` takes ten times as long. */
function* column<T, A extends NumberArray>(
  kind: new (size: number) => A,
  values: readonly T[],
  of: (value: T) => number,
): Steps<A> {
  const filled = new kind(values.length);
  for (let at = 0; at < values.length; at++) {
    if (at % stepSize === stepSize - 1) yield;
    filled[at] = of(values[at]!);
  }
  return filled;
}

/** Of the typed arrays; what holds them together is little beside them. */
function bytesOf(parts: object): number {
  return Object.values(parts).reduce<number>((sum, part: unknown) => {
    if (ArrayBuffer.isView(part)) return sum + part.byteLength;
    if (part instanceof StringTable) return sum + part.bytes;
    return sum + (typeof part === 'object' && part !== null ? bytesOf(part) : 0);
  }, 2_000);
}
