import { type estypes } from '@elastic/elasticsearch';
import { z } from 'zod';
import { forgivenEdits } from '../../text/edits';
import { tagLength, type VenueScope } from './venue-scope';

/** A word of the library that somebody may have meant. */
export interface NearWord {
  /** With the tag of its library, as the index has it. */
  tagged: string;
  /** Whether it begins with the letter that was typed: few people miss that one. */
  keepsFirst: boolean;
  /** 0 to 1, less the rarer it is than the most frequent of those that may be meant: being rare speaks for none. */
  worth: number;
}
/** By what was typed. */
export type NearWords = ReadonlyMap<string, readonly NearWord[]>;

/** Words of a library that one word may have been meant to be, at most. */
const mostForWord = 20;
/** The same of all words together: each is a few clauses of a query, and clauses have a limit too. */
const mostForQuery = 100;
/** However many tracks hold a word, it may be a slip. */
const everyWord = 2_000_000_000;
/** Tracks among which a word is rare or not; what is made of it hardly depends on it. */
const usualTracks = 100_000;

/** Where near words are looked for. */
export interface NearRequest {
  words: readonly string[];
  /** Of words that are still being typed; their first letter is taken to be right. */
  beginnings: readonly string[];
  /** Those that no track holds; words that some track holds are left alone. */
  onlyUnknown: boolean;
}

/**
 * Asks for what is near, in the venue's own libraries alone: the tag stands before a word and is no part of what may
 * differ. Words too short to be mended are left out.
 */
export function suggestNear(
  scope: VenueScope,
  { words, beginnings, onlyUnknown }: NearRequest,
): Record<string, estypes.SearchFieldSuggester> {
  const fields = [
    { name: 'words', field: 'all_words', own: words, kept: tagLength },
    { name: 'beginnings', field: 'all_words.beginnings', own: beginnings, kept: tagLength + 1 },
  ];
  const requests = fields.flatMap(({ name, field, own, kept }) =>
    ([1, 2] as const).flatMap((edits) => {
      const mendable = own.filter((word) => forgivenEdits(word) === edits);
      if (mendable.length === 0) return [];
      const text = scope.tags.flatMap((tag) => mendable.map((word) => tag + word)).join(' ');
      const term: estypes.SearchTermSuggester = {
        field,
        analyzer: 'words',
        size: Math.min(mostForWord, Math.ceil(mostForQuery / own.length)),
        max_edits: edits,
        prefix_length: kept,
        min_word_length: 1,
        max_term_freq: everyWord,
        suggest_mode: onlyUnknown ? 'missing' : 'always',
      };
      return [[`${name}_${edits}`, { text, term }] as const];
    }),
  );
  return Object.fromEntries(requests);
}

const Suggested = z.record(
  z.string(),
  z.array(z.object({ text: z.string(), options: z.array(z.object({ text: z.string(), freq: z.number() })) })),
);

/** @param suggested what Elasticsearch answers to `suggestNear` */
export function nearWordsOf(suggested: unknown): { words: NearWords; beginnings: NearWords } {
  const words = new Map<string, NearWord[]>();
  const beginnings = new Map<string, NearWord[]>();
  for (const [name, entries] of Object.entries(Suggested.parse(suggested ?? {}))) {
    const near = name.startsWith('words') ? words : beginnings;
    for (const { text, options } of entries) {
      const typed = text.slice(tagLength);
      const most = Math.max(...options.map(({ freq }) => freq));
      const own = options.map((option) => ({
        tagged: option.text,
        keepsFirst: option.text[tagLength] === typed[0],
        worth: rarity(most) / rarity(option.freq),
      }));
      near.set(typed, [...(near.get(typed) ?? []), ...own]);
    }
  }
  return { words, beginnings };
}

const rarity = (tracks: number): number => Math.log(1 + usualTracks / Math.max(1, tracks));
