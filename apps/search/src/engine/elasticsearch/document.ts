import { wordsOf } from '../../text/normalize';
import { soundOf } from '../../text/sounds';
import { type TrackDocument } from '../search-engine';
import { textOf } from '../track-text';
import { tagOfTrack, tagged, venueOfTrack } from './venue-scope';

/** Of a sound that tells words apart. */
const leastSound = 3;
/** Above what any real count is, and within an integer of the index. */
const largestCount = 2_000_000_000;

/** A track as Elasticsearch keeps it; the fields are those of `mapping.ts`. */
export function toSource({ track, clicks, revision }: TrackDocument): Record<string, unknown> {
  const text = textOf(track);
  const tag = tagOfTrack(track.venueId);
  const base = wordsOf(text.base);
  const artist = wordsOf(text.artist);
  const words = new Set([text.title, text.artist, text.album].flatMap(wordsOf));
  return {
    title: text.title,
    artist: text.artist,
    album: text.album,
    genre: text.genre === '' ? null : text.genre,
    year: track.year,
    duration: Math.min(largestCount, Math.floor(track.duration)),
    popularity: Math.min(largestCount, Math.round(track.popularity)),
    play_count: track.playCount,
    source: track.source,
    venue: venueOfTrack(track.venueId),
    id: track.id,
    revision,
    all_words: tagged(tag, [...words]),
    base_words: tagged(tag, base),
    joined_words: tagged(tag, [...pairs(base), ...pairs(artist)]),
    sound_words: tagged(tag, [...new Set([...words].flatMap(soundsOf))]),
    artist_words: tagged(tag, artist),
    base: text.base,
    base_start: text.base,
    artist_start: text.artistStart,
    squeezed: base.join(''),
    title_sound: titleSoundOf(base),
    word_count: Math.min(1_000, base.length),
    is_version: text.isVersion,
    standing: Math.max(0, track.popularity + clicks),
    seconds: track.duration,
    bpm: track.bpm,
    artist_name: track.artist,
    genre_name: track.genre,
    track,
  };
}

/** None for words that sound like too many others. */
export const soundsOf = (word: string): string[] => {
  const sound = soundOf(word);
  return sound.length < leastSound ? [] : [sound];
};

/**
 * How a whole title sounds, each word by itself; what has no sound stands as it is. Null for what sounds like too much
 * else.
 */
export function titleSoundOf(words: readonly string[]): string | null {
  const sounds = words.map((word) => soundOf(word) || word);
  return sounds.join('').length < leastSound ? null : sounds.join(' ');
}

const pairs = (words: readonly string[]): string[] =>
  words.slice(1).map((word, index) => `${words[index] ?? ''}${word}`);
