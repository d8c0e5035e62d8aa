import { type TrackSummary } from '@djamms/contracts';
import { editDistance, forgivenEdits } from '../../text/edits';
import { wordsOf } from '../../text/normalize';
import { textOf } from '../track-text';

/** The words as they stand in the track that was found: what somebody most likely meant to type. */
export function meantBy(typed: readonly string[], track: TrackSummary): string {
  const { title, artist, album } = textOf(track);
  const held = [...new Set([title, artist, album].flatMap(wordsOf))];
  return typed.map((word, index) => nearest(word, held, index === typed.length - 1)).join(' ');
}

function nearest(word: string, held: readonly string[], isLast: boolean): string {
  if (held.includes(word)) return word;
  if (isLast && held.some((each) => each.startsWith(word))) return word;
  const limit = Math.max(1, forgivenEdits(word));
  const near = held
    .map((each) => ({ each, distance: editDistance(word, each, limit) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.each ?? word;
}

/** Whether title and artist hold all the words, the last one at least begun. */
export function areInNames(words: readonly string[], track: TrackSummary): boolean {
  const { title, artist } = textOf(track);
  const held = [title, artist].flatMap(wordsOf);
  return words.every((word, index) =>
    held.some((each) => each === word || (index === words.length - 1 && each.startsWith(word))),
  );
}
