import {
  DomainError,
  Problem,
  type RequestContract,
  createRequest,
  heartbeatPlayer,
  readyPlayer,
  reconcilePlayer,
  registerPlayer,
  reportPlayer,
  reportPlayerError,
  sendCommand,
  voteTrack,
  withdrawRequest,
} from '@djamms/contracts';
import { z } from 'zod';
import { errorFromAnswer, unreachable } from '../errors';
import { type RealtimeSocket } from './socket';

/** Messages of the venue's player window, with the requests that they are. */
export const playerMessages = {
  'player:register': registerPlayer,
  'player:ready': readyPlayer,
  'player:heartbeat': heartbeatPlayer,
  'player:status': reportPlayer,
  'player:error': reportPlayerError,
  'player:reconcile': reconcilePlayer,
} as const;
export type PlayerMessages = typeof playerMessages;

/** Requests that change something and can also be sent on the socket, by the name of their message. */
const changeMessages = new Map<RequestContract, string>([
  [sendCommand, 'command'],
  [createRequest, 'request'],
  [withdrawRequest, 'request:withdraw'],
  [voteTrack, 'vote'],
]);

export const messageOf = (contract: RequestContract): string | undefined => changeMessages.get(contract);

const Answer = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), result: z.unknown() }),
  z.object({ ok: z.literal(false), problem: Problem }),
]);

/** Sends a message that is a request; rejects with DomainError, `network_unreachable` when no answer came in time. */
export async function askSocket(
  socket: RealtimeSocket,
  message: string,
  input: object,
  timeoutMs: number,
): Promise<unknown> {
  if (!socket.connected) throw unreachable();
  const raw = await socket.request(message, input, timeoutMs).catch(() => {
    throw unreachable();
  });
  const answer = Answer.safeParse(raw);
  if (!answer.success) throw errorFromAnswer(502, null);
  if (answer.data.ok) return answer.data.result;
  throw DomainError.fromProblem(answer.data.problem);
}
