import { type RealtimePayload, type RealtimeType } from '@djamms/contracts';
import { type Server } from 'socket.io';
import { venueOfRoom, venueRoom } from './rooms';

/** Sends a message outside playback (no revision, no order to keep) to the windows of every venue at this replica. */
export function tellVenues<T extends RealtimeType>(server: Server, type: T, payload: RealtimePayload<T>): void {
  for (const venueId of venuesAt(server))
    server.to(venueRoom(venueId)).emit(type, { venueId, revision: null, serverTime: Date.now(), payload });
}

/** Venues that have a window here. */
export const venuesAt = (server: Server): string[] =>
  [...server.sockets.adapter.rooms.keys()].map(venueOfRoom).filter((venueId) => venueId !== undefined);
