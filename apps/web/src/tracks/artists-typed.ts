import { type FoundArtist } from '@djamms/contracts';
import { isMatched, isSameName, matchedParts } from './matched';

const mostArtists = 3;

/** Artists whose names were typed, unless all of the name is in the field already. */
export const artistsTyped = (artists: readonly FoundArtist[], query: string): FoundArtist[] =>
  artists.filter(({ name }) => !isSameName(name, query) && isMatched(matchedParts(name, query))).slice(0, mostArtists);
