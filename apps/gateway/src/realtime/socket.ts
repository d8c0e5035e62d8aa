import { type UserIdentity } from '@djamms/contracts';
import { callFor, type Call } from '@djamms/messaging';
import { type DefaultEventsMap, type Socket } from 'socket.io';
import { type MessageBudget } from './message-budget';

export interface SocketData {
  identity: UserIdentity;
  budget: MessageBudget;
}
export type DjammsSocket = Socket<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;

export function socketCall(socket: DjammsSocket): Call {
  const userAgent = socket.handshake.headers['user-agent']?.slice(0, 512) ?? null;
  return callFor(socket.data.identity, { origin: { ip: socket.handshake.address, userAgent } });
}
