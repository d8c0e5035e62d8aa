import { setImmediate as nextTurn } from 'node:timers/promises';
import { soundOf } from '../../text/sounds';
import { wordsOf } from '../../text/normalize';
import { withoutArticle } from '../track-text';
import { hashesOf } from './hashes';
import { NumberList, groupByKey } from './number-list';
import { fieldBits, idParts, inAlbum, inArtist, inTitle, noYear, sources, standingOf, type Segment } from './segment';
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
  sorted(key: (text: string) => string = (text) => text): { order: number[]; places: Uint32Array } {
    const keys = this.strings.map(key);
    const order = keys
      .map((_, index) => index)
      .sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a]! > keys[b]! ? 1 : a - b));
    const places = new Uint32Array(order.length);
    order.forEach((number, place) => (places[number] = place));
    return { order, places };
  }
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
    title: number;
    titleWords: number;
    artist: number;
    album: number;
    genre: number;
    year: number;
    duration: number;
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
      title: this.titles.add(track.base),
      titleWords: Math.min(255, wordsOf(track.base).length),
      artist,
      album: this.albums.add(track.album),
      genre: this.addGenre(track.genre, track.shownGenre),
      year: track.year ?? noYear,
      duration: track.duration,
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
    const steps = this.steps();
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /** As `build`, in steps between which others get their turn. */
  async buildInTurns(): Promise<Segment> {
    const steps = this.steps();
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
      await nextTurn();
    }
  }

  private *steps(): Generator<void, Segment> {
    const { tracks } = this;
    const size = tracks.length;
    const words = this.sortWords();
    yield;
    const sounds = hashesOf(words.sorted, soundOf);
    yield;
    const keys = this.postedWords.view().map((word) => words.places[word]!);
    const postings = groupByKey(keys, this.posted.view(), words.sorted.length);
    yield;
    const titles = this.titles.sorted();
    yield;
    const titleTexts = titles.order.map((number) => this.titles.strings[number]!);
    const squeezed = hashesOf(titleTexts, squeeze);
    yield;
    const artists = this.artists.sorted(withoutArticle);
    const albums = this.albums.sorted();
    yield;
    const numbers = Uint32Array.from(tracks.keys());
    const title = column(Uint32Array, tracks, (track) => titles.places[track.title]!);
    const artist = column(Uint32Array, tracks, (track) => artists.places[track.artist]!);
    const artistNames = artists.order.map((number) => this.artists.strings[number]!);
    const artistPopularity = new Float32Array(artistNames.length);
    tracks.forEach((track, number) => {
      if (!track.isVersion) artistPopularity[artist[number]!]! += Math.max(0, track.popularity);
    });
    yield;
    const shown = StringTable.of(this.shown);
    yield;
    const segment = {
      size,
      live: size,
      ids: this.ids.view().slice(),
      shown,
      title,
      titleWords: column(Uint8Array, tracks, (track) => track.titleWords),
      artist,
      album: column(Uint32Array, tracks, (track) => albums.places[track.album]!),
      genre: column(Uint16Array, tracks, (track) => track.genre),
      year: column(Int16Array, tracks, (track) => track.year),
      duration: column(Float32Array, tracks, (track) => track.duration),
      source: column(Uint8Array, tracks, (track) => track.source),
      isVersion: column(Uint8Array, tracks, (track) => Number(track.isVersion)),
      revision: column(Float64Array, tracks, (track) => track.revision),
      removed: new Uint8Array(size),
      standing: column(Float32Array, tracks, (track) => standingOf(track.popularity, track.clicks)),
      titles: StringTable.of(titleTexts),
      squeezed,
      tracksOfTitle: groupByKey(title, numbers, titles.order.length),
      artists: StringTable.of(artistNames.map(withoutArticle)),
      artistNames: StringTable.of(artists.order.map((number) => this.artistNames[number]!)),
      artistHasArticle: Uint8Array.from(artistNames, (name) => Number(withoutArticle(name) !== name)),
      artistPopularity,
      tracksOfArtist: groupByKey(artist, numbers, artistNames.length),
      albums: StringTable.of(albums.order.map((number) => this.albums.strings[number]!)),
      genres: StringTable.of(this.genres.strings),
      genreNames: StringTable.of(this.genreNames),
      words: StringTable.of(words.sorted),
      postings,
      sounds,
    };
    return { ...segment, bytes: bytesOf(segment) };
  }

  private sortWords(): { sorted: string[]; places: Uint32Array } {
    const { order, places } = this.words.sorted();
    return { sorted: order.map((number) => this.words.strings[number]!), places };
  }
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array | Float64Array;

/** One field of all tracks. Written out, as `from` takes ten times as long. */
function column<T, A extends NumberArray>(
  kind: new (size: number) => A,
  values: readonly T[],
  of: (value: T) => number,
): A {
  const filled = new kind(values.length);
  for (let at = 0; at < values.length; at++) filled[at] = of(values[at]!);
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
