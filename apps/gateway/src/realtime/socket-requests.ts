import {
  heartbeatPlayer,
  readyPlayer,
  registerPlayer,
  reportPlayer,
  reportPlayerError,
  sendCommand,
  type RequestContract,
} from '@djamms/contracts';

/** Requests that can also be sent as a socket message, acknowledged with `SocketAnswer` of the contract's output. */
export const socketRequests: readonly (readonly [string, RequestContract])[] = [
  ['command', sendCommand],
  ['player:register', registerPlayer],
  ['player:ready', readyPlayer],
  ['player:heartbeat', heartbeatPlayer],
  ['player:status', reportPlayer],
  ['player:error', reportPlayerError],
];
