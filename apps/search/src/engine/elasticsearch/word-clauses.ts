import { beginningOf, type Asked } from './asked';
import { soundsOf } from './document';
import { type Query } from './venue-scope';

/** How freely words are read: other first letters too, words joined, and the beginning of a last word mended. */
export type Reading = 'near' | 'free';

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

/** Words near it in the library; for the usual reading those that begin with the same letter. */
export const nearly = ({ near }: Asked, field: string, word: string, reading: Reading, boost: number): Query[] =>
  (near.get(word) ?? [])
    .filter(({ keepsFirst }) => keepsFirst || reading === 'free')
    .map(({ tagged, worth }) => ({ term: { [field]: { value: tagged, boost: boost * worth } } }));

/** Beginnings of words near it in the library, with the same first letter. */
export const nearlyBegun = ({ nearBeginnings }: Asked, field: string, word: string, boost: number): Query[] =>
  (nearBeginnings.get(beginningOf(word)) ?? []).map(({ tagged, worth }) => ({
    term: { [`${field}.beginnings`]: { value: tagged, boost: boost * worth } },
  }));

/** One word is somewhere in the track: as it is, begun when it is the last, or nearly. */
function wordSomewhere(asked: Asked, word: string, isLast: boolean, reading: Reading): Query {
  const queries = exactly(asked, 'all_words', word, 1);
  if (isLast) queries.push(constant(holdsBeginning(asked, 'all_words', word), 2));
  queries.push(...nearly(asked, 'all_words', word, reading, 0.5));
  if (reading === 'free' && word.length >= 4) {
    queries.push(...exactly(asked, 'joined_words', word, 0.8));
    for (const sound of soundsOf(word)) queries.push(...exactly(asked, 'sound_words', sound, 0.4));
    if (isLast && word.length >= 5) queries.push(...nearlyBegun(asked, 'all_words', word, 0.3));
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
      best([holdsBeginning(asked, 'all_words', word), ...nearlyBegun(asked, 'all_words', word, 1)]),
    ),
  },
});

/** Words of which two neighbours were typed apart. */
export interface Joined {
  before: readonly string[];
  joined: string;
  after: readonly string[];
}

/** The two are one word somewhere, and the others are there as typed. */
export function joinedSomewhere(asked: Asked, { before, joined, after }: Joined): Query {
  const others = [...before, ...after];
  const isLast = after.length === 0;
  const filter = others.map((word, index) =>
    !isLast && index === others.length - 1
      ? holdsBeginning(asked, 'all_words', word)
      : holdsWord(asked, 'all_words', word),
  );
  const must = exactly(asked, 'all_words', joined, 1);
  if (isLast) must.push(constant(holdsBeginning(asked, 'all_words', joined), 2));
  return { bool: { filter, must: [best(must)] } };
}

/** All but one as typed. */
export const mostAsTyped = (asked: Asked): Query => ({
  bool: {
    boost: 0.5,
    minimum_should_match: asked.words.length - 1,
    should: asked.words.map((word, index) =>
      best([
        ...exactly(asked, 'all_words', word, 1),
        ...(index === asked.words.length - 1 ? [constant(holdsBeginning(asked, 'all_words', word), 2)] : []),
      ]),
    ),
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
