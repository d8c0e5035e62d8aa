import { type estypes } from '@elastic/elasticsearch';
import { startOf, type Asked } from './asked';
import { titleSoundOf } from './document';
import { type Query } from './venue-scope';
import {
  allAsTyped,
  allNearlyBegun,
  allSomewhere,
  best,
  constant,
  exactly,
  holdsBeginning,
  joinedSomewhere,
  mostAsTyped,
  nearly,
  nearlyBegun,
  type Joined,
  type Reading,
} from './word-clauses';

/** Names of clauses that a hit says it matched. */
export const matched = {
  /** Every word is there as typed. */
  typed: 'typed',
  /** The whole title, as typed. */
  title: 'title',
  /** The beginning of the title, as typed. */
  begins: 'begins',
  /** The whole artist, as typed. */
  artist: 'artist',
} as const;

/** Of a word that was half typed and with a slip, beside one that was typed. */
const begunWorth = 0.4;

/** Neighbours that are tried as one word, from the first on. */
const maxJoins = 8;

/** What holds every word as typed, best first. */
export const typedQuery = (asked: Asked): Query =>
  standing(asked, { bool: { filter: [allAsTyped(asked)], should: fit(asked, 'near') } });

/** What holds every word as typed, and titles that are these words but for slips and spaces. */
export const titleQuery = (asked: Asked): Query =>
  standing(asked, {
    bool: {
      filter: [{ bool: { should: [allAsTyped(asked), wholeTitle(asked), squeezed(asked), ...sounding(asked)] } }],
      should: [...named(asked), ...fit(asked, 'near'), ...asWhole(asked)],
    },
  });

/** What may have been meant: words mended; then other first letters, words joined or parted, one word left out. */
export function meantQuery(asked: Asked): Query {
  const { words } = asked;
  const clauses = [allSomewhere(asked, words, 'free'), ...sounding(asked)];
  if (words.length > 1) clauses.push(mostAsTyped(asked), ...joins(words).map((join) => joinedSomewhere(asked, join)));
  const should = [
    ...named(asked),
    ...fit(asked, 'free'),
    ...asWhole(asked),
    constant({ terms: { base: [words.join(' '), ...joins(words).map(textOf)] } }, 60),
    // People add “lyrics” or “official video” to what they look for.
    ...(asked.lastMayBeLeftOut ? [constant({ term: { base: words.slice(0, -1).join(' ') } }, 20)] : []),
  ];
  return standing(asked, { bool: { must: [best(clauses)], should } }, [
    { filter: { bool: { must_not: [allSomewhere(asked, words, 'near')] } }, weight: otherReading },
  ]);
}

/** What another reading of the words costs of the score. */
const otherReading = 0.8;

/** Each two neighbours as one word. */
const joins = (words: readonly string[]): Joined[] =>
  words.slice(1, maxJoins + 1).map((word, at) => ({
    before: words.slice(0, at),
    joined: `${words[at] ?? ''}${word}`,
    after: words.slice(at + 2),
  }));

const textOf = ({ before, joined, after }: Joined): string => [...before, joined, ...after].join(' ');

const named = (asked: Asked): Query[] => [
  constant(allAsTyped(asked), 8, matched.typed),
  ...(asked.words.length > 1 ? [constant(wholeTitle(asked), 5)] : []),
];

/** The title has as many words as were typed, and each is one of them, or near; the last one may be half typed. */
const wholeTitle = (asked: Asked): Query => ({
  bool: {
    filter: [
      { term: { word_count: asked.words.length } },
      ...asked.words.map((word, at) => titleHolds(asked, word, 'near', at === asked.words.length - 1)),
    ],
  },
});

/** The title is the words, however they are parted. */
const squeezed = ({ words }: Asked): Query => ({ term: { squeezed: words.join('') } });

/** The title sounds like the words. */
function sounding({ words }: Asked): Query[] {
  const sound = titleSoundOf(words);
  return sound === null ? [] : [{ term: { title_sound: sound } }];
}

/** The title is the words but for how they are parted or spelled. */
const asWhole = (asked: Asked): Query[] => [
  constant(squeezed(asked), 40),
  ...sounding(asked).map((query) => constant(query, 15)),
];

const titleHolds = (asked: Asked, word: string, reading: Reading, isLast: boolean): Query =>
  best([
    ...exactly(asked, 'base_words', word, 1),
    ...nearly(asked, 'base_words', word, reading, 1),
    ...(isLast ? nearlyBegun(asked, 'base_words', word, begunWorth) : []),
  ]);

/** How well a track fits what was typed. The weights were found by measuring on real queries (`docs/search.md`). */
function fit(asked: Asked, reading: Reading): Query[] {
  const { words, text } = asked;
  const last = words.at(-1) ?? '';
  return [
    constant({ term: { base: text } }, 60, matched.title),
    constant({ term: { 'title.keyword': text } }, 4),
    constant({ term: { base_start: startOf(text) } }, 12, matched.begins),
    constant({ term: { 'artist.keyword': text } }, 25, matched.artist),
    constant({ term: { artist_start: startOf(text) } }, 12),
    // The rarer and the shorter the title, the more a word of it says.
    { bool: { boost: 2, should: words.map((word, at) => titleHolds(asked, word, reading, at === words.length - 1)) } },
    { bool: { boost: 1.2, should: words.flatMap((word) => exactly(asked, 'artist_words', word, 1)) } },
    constant(holdsBeginning(asked, 'base_words', last), 3),
    constant(holdsBeginning(asked, 'artist_words', last), words.length === 1 ? 12 : 4),
    ...(words.length > 1 ? inOrder(asked) : []),
  ];
}

/** The words stand in the title one after the other, the last one at least begun. */
const inOrder = ({ scope, words }: Asked): Query[] =>
  scope.tags.map((tag) => ({
    match_phrase_prefix: {
      base_words: { query: words.map((word) => tag + word).join(' '), boost: 2, max_expansions: 20 },
    },
  }));

/** What is played more comes first among what fits alike; a version counts half unless asked for. */
const standing = (asked: Asked, query: Query, more: estypes.QueryDslFunctionScoreContainer[] = []): Query => ({
  function_score: {
    query,
    functions: [
      ...more,
      { field_value_factor: { field: 'standing', modifier: 'ln2p', missing: 0 } },
      ...(asked.wantsVersion ? [] : [{ filter: { term: { is_version: true } }, weight: 0.5 }]),
    ],
    score_mode: 'multiply',
    boost_mode: 'multiply',
  },
});

/** More than any popularity can be: titles that begin so come before all others. */
const beginsSo = 100;

/** What begins so, most popular first; for suggestions while typing. */
export const beginningQuery = (asked: Asked): Query =>
  suggestible(
    asked,
    asked.words.map((word) => holdsBeginning(asked, 'all_words', word)),
  );

/** What begins so but for one wrong letter in each word, from the fourth on. */
export const nearBeginningQuery = (asked: Asked): Query => suggestible(asked, [allNearlyBegun(asked)]);

function suggestible(asked: Asked, begun: Query[]): Query {
  const { text } = asked;
  const should = [
    constant({ match_all: {} }, 1),
    constant({ term: { base_start: startOf(text) } }, beginsSo, matched.begins),
  ];
  const originals = asked.wantsVersion ? [] : [{ term: { is_version: false } }];
  return standing(asked, { bool: { filter: [...begun, ...originals], should } });
}

/** Tracks by artists whose name holds all the words, each at least begun. */
export const byArtist = (asked: Asked): Query => ({
  bool: { filter: asked.words.map((word) => holdsBeginning(asked, 'artist_words', word)) },
});

/** The same, each word from the fourth letter on with a slip in it. */
export const nearlyByArtist = (asked: Asked): Query => ({
  bool: {
    filter: asked.words.map((word) =>
      best([holdsBeginning(asked, 'artist_words', word), ...nearlyBegun(asked, 'artist_words', word, 1)]),
    ),
  },
});
