/** All windows of a venue. */
export const venueRoom = (venueId: string): string => `venue:${venueId}`;
/** Windows that registered as the venue's player. */
export const playerRoom = (venueId: string): string => `player:${venueId}`;
