const venuePrefix = 'venue:';

/** All windows of a venue. */
export const venueRoom = (venueId: string): string => `${venuePrefix}${venueId}`;
/** Windows that registered as the venue's player. */
export const playerRoom = (venueId: string): string => `player:${venueId}`;

/** The venue whose windows are in the room; undefined for other rooms. */
export const venueOfRoom = (room: string): string | undefined =>
  room.startsWith(venuePrefix) ? room.slice(venuePrefix.length) : undefined;
