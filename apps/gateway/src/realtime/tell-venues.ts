import { type RealtimePayload, type RealtimeType } from '@djamms/contracts';
import { type Server } from 'socket.io';
import { venueOfRoom, venueRoom } from './rooms';
import { type DjammsSocket } from './socket';

/** Sends a message outside playback (no revision, no order to keep) to the windows of every venue at this replica. */
export function tellVenues<T extends RealtimeType>(server: Server, type: T, payload: RealtimePayload<T>): void {
  for (const venueId of venuesAt(server))
    server.to(venueRoom(venueId)).emit(type, { venueId, revision: null, serverTime: Date.now(), payload });
}

/** The same, to the windows of those only who run the system. */
export function tellAdmins<T extends RealtimeType>(server: Server, type: T, payload: RealtimePayload<T>): void {
  const sockets: Iterable<DjammsSocket> = server.sockets.sockets.values();
  for (const socket of sockets) {
    const { identity } = socket.data;
    if (identity.kind !== 'user' || !identity.permissions.includes('system:admin')) continue;
    for (const venueId of [...socket.rooms].map(venueOfRoom).filter((id) => id !== undefined))
      socket.emit(type, { venueId, revision: null, serverTime: Date.now(), payload });
  }
}

/** Venues that have a window here. */
export const venuesAt = (server: Server): string[] =>
  [...server.sockets.adapter.rooms.keys()].map(venueOfRoom).filter((venueId) => venueId !== undefined);
