import {
  createRequest,
  heartbeatPlayer,
  readyPlayer,
  reconcilePlayer,
  registerPlayer,
  reportPlayer,
  reportPlayerError,
  searchTracks,
  sendCommand,
  voteTrack,
  withdrawRequest,
  type HttpBinding,
  type RequestContract,
} from '@djamms/contracts';

/** A request that windows can also send as a socket message: who may is what its REST route says. */
export type SocketRequest = RequestContract & { http: HttpBinding };

/** By the message's name; each is acknowledged with `SocketAnswer` of the contract's output. */
export const socketRequests: readonly (readonly [string, SocketRequest])[] = [
  ['command', sendCommand],
  ['player:register', registerPlayer],
  ['player:ready', readyPlayer],
  ['player:heartbeat', heartbeatPlayer],
  ['player:status', reportPlayer],
  ['player:error', reportPlayerError],
  ['player:reconcile', reconcilePlayer],
  ['request', createRequest],
  ['request:withdraw', withdrawRequest],
  ['search', searchTracks],
  ['vote', voteTrack],
];
