import { type OutputOf, type TrackSummary, type searchTracks } from '@djamms/contracts';
import { artistsTyped } from './artists-typed';

/** What a search gave, and for which text: the field may say another by now. */
export type Found = OutputOf<typeof searchTracks> & { text: string };

/** Another text for the field: what may have been meant, or an artist. */
export type OtherText = { kind: 'meant'; text: string } | { kind: 'artist'; text: string; trackCount: number };

/** One line of the list below a search field. */
export type Choice = { key: string } & ({ kind: 'other'; other: OtherText } | { kind: 'track'; track: TrackSummary });

export function otherTexts({ didYouMean, artists }: Pick<Found, 'didYouMean' | 'artists'>, query: string): OtherText[] {
  const meant: OtherText[] = didYouMean === undefined ? [] : [{ kind: 'meant', text: didYouMean }];
  const named = artistsTyped(artists, query).map(({ name, trackCount }): OtherText => ({
    kind: 'artist',
    text: name,
    trackCount,
  }));
  return [...meant, ...named];
}

/** Other texts stand above the songs. */
export const choicesOf = (found: Found): Choice[] => [
  ...otherTexts(found, found.text).map((other): Choice => ({
    kind: 'other',
    key: `${other.kind} ${other.text}`,
    other,
  })),
  ...found.items.map((track): Choice => ({ kind: 'track', key: track.id, track })),
];

/**
 * Where the active choice stands: the one that was moved to, wherever a newer list has it; otherwise the first song,
 * or the first of what else there is. -1 of an empty list.
 */
export function placeOf(choices: readonly Choice[], active: string | null): number {
  const moved = choices.findIndex(({ key }) => key === active);
  if (moved >= 0) return moved;
  const song = choices.findIndex(({ kind }) => kind === 'track');
  return song >= 0 ? song : Math.min(0, choices.length - 1);
}

/** The choice one further on, around both ends. */
export const stepFrom = (choices: readonly Choice[], place: number, step: 1 | -1): Choice | undefined =>
  choices[(place + step + choices.length) % choices.length];

/** Whether an older list may stand until the one of `text` is there: somebody types on, and begins no other search. */
export const goesOn = (older: string, text: string): boolean =>
  text !== '' && older.slice(0, 1).toLowerCase() === text.slice(0, 1).toLowerCase();
