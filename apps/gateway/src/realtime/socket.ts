import { type GuestIdentity, type UserIdentity } from '@djamms/contracts';
import { callFor, type Call } from '@djamms/messaging';
import { type DefaultEventsMap, type Socket } from 'socket.io';
import { type MessageBudget } from './message-budget';

export interface SocketData {
  identity: UserIdentity | GuestIdentity;
  /** When the token's own end cuts the connection (epoch ms); null where a session decides. */
  endsAt: number | null;
  budget: MessageBudget;
  /** Venues whose player this window is: it hears their PLAYER_COMMANDs while it is in the venue. */
  players: Set<string>;
}
export type DjammsSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

export function socketCall(socket: DjammsSocket): Call {
  const userAgent = socket.handshake.headers['user-agent']?.slice(0, 512) ?? null;
  return callFor(socket.data.identity, { origin: { ip: socket.handshake.address, userAgent } });
}
