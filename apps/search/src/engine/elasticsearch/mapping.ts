import { type estypes } from '@elastic/elasticsearch';
import { tagLength } from './venue-scope';

/** To be raised with every change of what stands below, and of `document.ts`: the index is then made anew by itself. */
export const mappingVersion = 2;

/** Letters of a word that its beginnings are indexed for; more are cut off queries too. */
export const longestPrefix = 15;
/** Letters of a whole title or name that its beginnings are indexed for. */
export const longestStart = 30;

/**
 * Texts come normalised, the same for every engine (`text/normalize.ts`), so that analysis only parts words. One
 * shard holds tens of millions of tracks; deletions are remembered for an hour, longer than any change is under way.
 */
const settings: estypes.IndicesIndexSettings = {
  number_of_shards: 1,
  auto_expand_replicas: '0-1',
  gc_deletes: '1h',
  analysis: {
    filter: {
      word_beginnings: { type: 'edge_ngram', min_gram: tagLength + 1, max_gram: tagLength + longestPrefix },
      plain_beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: longestPrefix },
      text_beginnings: { type: 'edge_ngram', min_gram: 1, max_gram: longestStart },
    },
    analyzer: {
      words: { type: 'custom', tokenizer: 'whitespace' },
      word_beginnings: { type: 'custom', tokenizer: 'whitespace', filter: ['word_beginnings'] },
      plain_beginnings: { type: 'custom', tokenizer: 'whitespace', filter: ['plain_beginnings'] },
      text_beginnings: { type: 'custom', tokenizer: 'keyword', filter: ['text_beginnings'] },
    },
  },
};

/** While nobody searches it, an index is spared making each second's documents findable. */
export const fillSettings: estypes.IndicesIndexSettings = { ...settings, refresh_interval: '-1' };

/** What changes when it is used. */
export const usedSettings: estypes.IndicesIndexSettings = {
  refresh_interval: '1s',
  // Changes make small segments beside the great one, and a query looks up each of its words in all of them.
  'merge.policy.segments_per_tier': 2,
  'merge.policy.floor_segment': '16mb',
};

const beginnings: estypes.MappingTextProperty = {
  type: 'text',
  analyzer: 'word_beginnings',
  search_analyzer: 'words',
  index_options: 'docs',
  norms: false,
};
const start: estypes.MappingTextProperty = { ...beginnings, analyzer: 'text_beginnings', search_analyzer: 'keyword' };

/** What a track is, under the names that others who read the index know. */
const facts: Record<string, estypes.MappingProperty> = {
  title: {
    type: 'text',
    analyzer: 'standard',
    fields: {
      keyword: { type: 'keyword', ignore_above: 512 },
      suggest: { ...beginnings, analyzer: 'plain_beginnings' },
    },
  },
  artist: { type: 'text', analyzer: 'standard', fields: { keyword: { type: 'keyword', ignore_above: 512 } } },
  album: { type: 'text', analyzer: 'standard', fields: { keyword: { type: 'keyword', ignore_above: 512 } } },
  genre: { type: 'keyword', ignore_above: 256 },
  year: { type: 'integer' },
  duration: { type: 'integer' },
  popularity: { type: 'integer' },
  play_count: { type: 'long' },
  tags: { type: 'keyword' },
  source: { type: 'keyword' },
};

/** What ranking needs beside. Words in fields that end in `words` carry the library's tag. */
const ranking: Record<string, estypes.MappingProperty> = {
  /** The venue's id, or `shared`. Every query is narrowed by it. */
  venue: { type: 'keyword' },
  /** The track's, for a settled order. */
  id: { type: 'keyword' },
  /** Of the document: which changes the index has seen. */
  revision: { type: 'long' },
  /** Of title, artist and album. */
  all_words: { type: 'text', analyzer: 'words', norms: false, fields: { beginnings } },
  /** Of the title without its version. */
  base_words: { type: 'text', analyzer: 'words', fields: { beginnings } },
  /** Each two neighbours of the title, and of the artist, as one word. */
  joined_words: { type: 'text', analyzer: 'words', norms: false, index_options: 'docs' },
  /** How the words sound, for who spells by ear. */
  sound_words: { type: 'text', analyzer: 'words', norms: false, index_options: 'docs' },
  artist_words: { type: 'text', analyzer: 'words', fields: { beginnings } },
  base: { type: 'keyword', ignore_above: 512 },
  base_start: start,
  artist_start: start,
  /** The title without spaces: however it is parted, it is the same. */
  squeezed: { type: 'keyword', ignore_above: 512 },
  /** How the title sounds. */
  title_sound: { type: 'keyword', ignore_above: 512 },
  word_count: { type: 'short' },
  is_version: { type: 'boolean' },
  /** Popularity, and what people chose. */
  standing: { type: 'float' },
  seconds: { type: 'double' },
  bpm: { type: 'double' },
  artist_name: { type: 'keyword', ignore_above: 512 },
  genre_name: { type: 'keyword', ignore_above: 256 },
};

export const mappings: estypes.MappingTypeMapping = {
  dynamic: 'strict',
  _meta: { version: mappingVersion },
  properties: {
    ...facts,
    ...ranking,
    /** The track as it is handed out; not searched. */
    track: { type: 'object', enabled: false },
  },
};
