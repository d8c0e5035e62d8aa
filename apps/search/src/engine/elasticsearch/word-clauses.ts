import { forgivenEdits } from '../../text/edits';
import { beginningOf, type Asked } from './asked';
import { soundsOf } from './document';
import { tagLength, type Query } from './venue-scope';

/** How freely words are read: other first letters too, words joined, and the beginning of a last word mended. */
export type Reading = 'near' | 'free';

/** Words of the library that one word may have been meant to be, at most. */
const maxMeant = 30;

/** Documents that hold the word, in any of the libraries the venue sees. No score. */
const holds = ({ scope }: Asked, field: string, word: string): Query => ({
  terms: { [field]: scope.tags.map((tag) => tag + word) },
});

export const holdsWord = (asked: Asked, field: string, word: string): Query => holds(asked, field, word);
export const holdsBeginning = (asked: Asked, field: string, word: string): Query =>
  holds(asked, `${field}.beginnings`, beginningOf(word));

export const constant = (filter: Query, boost: number, name?: string): Query => ({
  constant_score: { filter, boost, ...(name === undefined ? {} : { _name: name }) },
});

export const best = (queries: Query[]): Query =>
  queries.length === 1 && queries[0] ? queries[0] : { dis_max: { queries } };

/** The word itself; the rarer it is in the library, the more it counts. */
export const exactly = ({ scope }: Asked, field: string, word: string, boost: number): Query[] =>
  scope.tags.map((tag) => ({ term: { [field]: { value: tag + word, boost } } }));

/** Words near it in the library: the tag, and for the usual reading the first letter, are as they are. */
export function nearly({ scope }: Asked, field: string, word: string, reading: Reading, boost: number): Query[] {
  const fuzziness = forgivenEdits(word);
  if (fuzziness === 0) return [];
  return scope.tags.map((tag) => ({
    fuzzy: {
      [field]: {
        value: tag + word,
        fuzziness,
        prefix_length: tagLength + (reading === 'near' ? 1 : 0),
        max_expansions: maxMeant,
        rewrite: `top_terms_blended_freqs_${maxMeant}`,
        boost,
      },
    },
  }));
}

/** One word is somewhere in the track: as it is, begun when it is the last, or nearly. */
function wordSomewhere(asked: Asked, word: string, isLast: boolean, reading: Reading): Query {
  const queries = exactly(asked, 'all_words', word, 1);
  if (isLast) queries.push(constant(holdsBeginning(asked, 'all_words', word), 2));
  queries.push(...nearly(asked, 'all_words', word, reading, 0.5));
  if (reading === 'free' && word.length >= 4) {
    queries.push(...exactly(asked, 'joined_words', word, 0.8));
    for (const sound of soundsOf(word)) queries.push(...exactly(asked, 'sound_words', sound, 0.4));
    if (isLast && word.length >= 5)
      queries.push(...nearly(asked, 'all_words.beginnings', beginningOf(word), 'near', 0.3));
  }
  return best(queries);
}

/** Every word is somewhere. */
export const allSomewhere = (asked: Asked, words: readonly string[], reading: Reading): Query => ({
  bool: { must: words.map((word, index) => wordSomewhere(asked, word, index === words.length - 1, reading)) },
});

/** Every word is the beginning of one somewhere, or nearly so. No score. */
export const allNearlyBegun = (asked: Asked): Query => ({
  bool: {
    filter: asked.words.map((word) =>
      best([
        holdsBeginning(asked, 'all_words', word),
        ...nearly(asked, 'all_words.beginnings', beginningOf(word), 'near', 1),
      ]),
    ),
  },
});

/** All but one. */
export const mostSomewhere = (asked: Asked): Query => ({
  bool: {
    boost: 0.5,
    minimum_should_match: asked.words.length - 1,
    should: asked.words.map((word, index) => wordSomewhere(asked, word, index === asked.words.length - 1, 'free')),
  },
});

/** Every word as typed, the last one at least begun. No score. */
export const allAsTyped = (asked: Asked): Query => ({
  bool: {
    filter: asked.words.map((word, index) =>
      index === asked.words.length - 1 ? holdsBeginning(asked, 'all_words', word) : holdsWord(asked, 'all_words', word),
    ),
  },
});
