import { type FoundArtist, type SearchFacets, type SearchFilters } from '@djamms/contracts';
import { normalize, wordsOf } from '../../text/normalize';
import { asksVersion } from '../../text/version';
import { mostFound, type SearchQuery } from '../search-engine';
import { FoundTracks, type FoundTrack } from './found-tracks';
import { isNamed, isNamedArtist, titleBegins } from './match';
import { Matcher } from './matcher';
import { NearSearch } from './near-search';
import { idOf, type Segment } from './segment';
import { Tally } from './tally';
import { asTyped } from './word-choices';

/** Words of a query that are looked at; nobody types more to find a song. */
const mostWords = 12;
/** Where so many tracks hold what was typed, nothing else is looked for but titles that the words may be. */
const enough = 20;

export interface LibraryAnswer {
  /** Of the page, best first. */
  ids: string[];
  total: number;
  artists: FoundArtist[];
  facets: SearchFacets;
  didYouMean?: string;
}

/** How what was typed is found as it stands. */
interface Typed {
  tracks: FoundTracks;
  /** Sum of the notes of all. */
  notes: number;
}

/** One search in the segments of a venue; nothing is awaited in it. */
export class LibrarySearch {
  private readonly words: string[];
  private readonly matcher: Matcher;

  constructor(segments: readonly Segment[], text: string, filters: SearchFilters) {
    this.words = wordsOf(normalize(text)).slice(0, mostWords);
    this.matcher = new Matcher(segments, asksVersion(text), filters);
  }

  run({ page, pageSize }: Pick<SearchQuery, 'page' | 'pageSize'>): LibraryAnswer {
    const { segments } = this.matcher;
    const plain = this.words.join(' ');
    const most = Math.min(mostFound, page * pageSize);
    const tally = new Tally(segments);
    const typed = this.typed(tally);
    const near = this.near(typed);
    const others = near.found;
    others.forEach(({ segment, track, notes }) => tally.add(segment, track, notes));
    const best = [...typed.tracks.best(most, segments), ...others].sort((a, b) => b.score - a.score).slice(0, most);
    const meant = others[0] && others[0] === best[0] ? near.wordsMeant(others[0]) : plain;
    return {
      ids: best.slice((page - 1) * pageSize, page * pageSize).map((one) => idOf(segments[one.segment]!, one.track)),
      total: tally.total,
      artists: tally.artists(meant),
      facets: tally.facets(),
      ...(meant === plain ? {} : { didYouMean: meant }),
    };
  }

  /** The best that may be suggested for the words, whatever way they have to be read. */
  best(most: number, mend: boolean): FoundTrack[] {
    const typed = this.typed();
    const found = typed.tracks.best(most, this.matcher.segments);
    if (!mend || found.length >= most) return found;
    return [...found, ...this.near(typed).found].sort((a, b) => b.score - a.score).slice(0, most);
  }

  private typed(tally?: Tally): Typed {
    const tracks = new FoundTracks();
    let notes = 0;
    this.matcher.each({ words: this.words, leniency: asTyped, keeps: 1 }, (segment, matches) => {
      tracks.addAll(segment, matches);
      tally?.addAll(segment, matches);
      for (let at = 0; at < matches.count; at++) notes |= matches.notes[at]!;
    });
    return { tracks, notes };
  }

  /**
   * What may have been meant. Where the words begin a title or are an artist, nothing else is; where they are all in
   * titles and artists, or in many tracks, only titles that they are but for slips.
   */
  private near({ tracks, notes }: Typed): NearSearch {
    const near = new NearSearch(this.matcher, this.words, tracks);
    if (this.words.length === 0) return near;
    near.joinedOrParted();
    if ((notes & (titleBegins | isNamedArtist)) !== 0) return near;
    const isThere = tracks.count >= enough || (notes & isNamed) !== 0;
    near.mended(isThere);
    if (!isThere && !near.isCertain) near.otherwise();
    return near;
  }
}
