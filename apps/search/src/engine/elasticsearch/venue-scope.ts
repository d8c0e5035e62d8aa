import { createHash } from 'node:crypto';
import { type estypes } from '@elastic/elasticsearch';

export type Query = estypes.QueryDslQueryContainer;

/** What `venue` holds in documents of tracks that all venues share. */
export const sharedVenue = 'shared';
/** Letters of a tag. */
export const tagLength = 11;
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Stands before each word of a document, so that every library has words of its own in the index: near words are
 * looked for among them only, and how rare a word is, is counted within the library. 64 bits of a hash.
 */
const tagOf = (venue: string): string => createHash('sha256').update(venue).digest('base64url').slice(0, tagLength);

export const venueOfTrack = (venueId: string | null): string => venueId ?? sharedVenue;
export const tagOfTrack = (venueId: string | null): string => tagOf(venueOfTrack(venueId));
export const tagged = (tag: string, words: readonly string[]): string => words.map((word) => tag + word).join(' ');

/**
 * Whose tracks a search sees: the venue's own and the shared ones. Nothing is asked of the index without one
 * (`ScopedIndex`), and this is the only way to come by one.
 */
export class VenueScope {
  readonly tags: readonly string[];
  private readonly venues: string[];

  private constructor(venueId: string, hasShared: boolean) {
    this.venues = hasShared ? [venueId, sharedVenue] : [venueId];
    this.tags = this.venues.map(tagOf);
  }

  /**
   * @param hasShared whether any tracks are shared
   * @throws TypeError when it is not the id of a venue
   */
  static of(venueId: string, hasShared = true): VenueScope {
    if (!uuidPattern.test(venueId)) throw new TypeError('A search needs the id of a venue.');
    return new VenueScope(venueId, hasShared);
  }

  /** The query, narrowed to what the venue sees. */
  narrow(query: Query): Query {
    return { bool: { must: [query], filter: [{ terms: { venue: this.venues } }] } };
  }
}
