import { normalize, wordsOf } from '../../text/normalize';
import { asksVersion } from '../../text/version';
import { type SearchQuery } from '../search-engine';
import { longestPrefix, longestStart } from './mapping';
import { type NearWords } from './near-words';
import { type VenueScope } from './venue-scope';

/** Words of a query that are looked at; nobody types more to find a song. */
const maxWords = 16;

/** A query as it is looked up: whose library, and the words in the form of the index. */
export interface Asked {
  scope: VenueScope;
  words: readonly string[];
  /** The words with single spaces: what whole titles and names are compared with. */
  text: string;
  /** Versions (live, remix) then count as much as originals. */
  wantsVersion: boolean;
  /** What each word may have been meant to be; empty until the index has told. */
  near: NearWords;
  /** The same of beginnings. */
  nearBeginnings: NearWords;
  /** The last word may be one too many: the library has it, and no track has it with the others. */
  lastMayBeLeftOut: boolean;
}

export function askedOf(scope: VenueScope, text: SearchQuery['text']): Asked {
  const words = wordsOf(normalize(text)).slice(0, maxWords);
  return {
    scope,
    words,
    text: words.join(' '),
    wantsVersion: asksVersion(text),
    near: new Map(),
    nearBeginnings: new Map(),
    lastMayBeLeftOut: false,
  };
}

const cut = (text: string, letters: number): string =>
  text.length <= letters ? text : [...text].slice(0, letters).join('');
/** As far as the beginnings of words are indexed. */
export const beginningOf = (word: string): string => cut(word, longestPrefix);
/** As far as the beginnings of whole titles and names are indexed. */
export const startOf = (text: string): string => cut(text, longestStart);
