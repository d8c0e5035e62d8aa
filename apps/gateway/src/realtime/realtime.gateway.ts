import { Logger } from '@nestjs/common';
import {
  OnGatewayConnection,
  OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  ConnectedSocket,
  MessageBody,
} from '@nestjs/websockets';
import {
  DomainError,
  JoinVenue,
  LeaveVenue,
  TimeSync,
  commonErrors,
  getPlaybackState,
  invalidRequest,
  registerPlayer,
  type JoinAnswer,
  type SocketAnswer,
  type TimeSyncAnswer,
} from '@djamms/contracts';
import { Rpc, newTraceparent, traceIdOf } from '@djamms/messaging';
import { requireVenue, toDomainError } from '@djamms/platform';
import { type Server } from 'socket.io';
import { type z } from 'zod';
import { Authenticator } from '../access/authenticator';
import { MessageBudget } from './message-budget';
import { playerRoom, venueRoom } from './rooms';
import { socketCall, type DjammsSocket } from './socket';
import { socketRequests } from './socket-requests';
import { readInput } from '../routes/read-input';

const maxVenuesPerSocket = 20;

/** The door for windows: they join venues, hear every change, and send commands and player reports. */
@WebSocketGateway({
  transports: ['websocket', 'polling'],
  maxHttpBufferSize: 100_000,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  serveClient: false,
})
export class RealtimeGateway implements OnGatewayInit, OnGatewayConnection {
  private readonly logger = new Logger('Realtime');
  @WebSocketServer() readonly server!: Server;

  constructor(
    private readonly rpc: Rpc,
    private readonly authenticator: Authenticator,
  ) {}

  /** A connection without a valid token is refused with the problem in `data` of connect_error. */
  afterInit(server: Server): void {
    server.use((socket: DjammsSocket, next) => {
      this.authenticator.identityOfToken(socket.handshake.auth.token).then(
        (identity) => {
          socket.data.identity = identity;
          socket.data.budget = new MessageBudget();
          next();
        },
        (thrown: unknown) => next(connectError(thrown)),
      );
    });
  }

  handleConnection(socket: DjammsSocket): void {
    const { userId, role, permissions } = socket.data.identity;
    socket.emit('AUTH_SUCCESS', { userId, role, permissions, preferences: {} });
    for (const [event, contract] of socketRequests) {
      socket.on(
        event,
        (body: unknown, acknowledge: unknown) =>
          void this.answer(socket, acknowledge, async () => {
            const input = readInput({ ...contract, http: undefined }, { body, params: {}, query: {} });
            const result: unknown = await this.rpc.request(contract, input, socketCall(socket));
            if (contract === registerPlayer)
              await followAsPlayer(
                socket,
                input as z.output<typeof registerPlayer.input>,
                result as z.output<typeof registerPlayer.output>,
              );
            return result;
          }),
      );
    }
  }

  /** Into the room first, then the state: a change in between is heard, and older than the state, so ignored. */
  @SubscribeMessage('venue:join')
  async join(@ConnectedSocket() socket: DjammsSocket, @MessageBody() body: unknown): Promise<JoinAnswer> {
    try {
      socket.data.budget.take();
      const { venueId, lastRevision } = parse(JoinVenue, body);
      requireVenue(socket.data.identity, venueId);
      if (socket.rooms.size > maxVenuesPerSocket)
        throw new DomainError(
          commonErrors.invalid_request,
          `One window can follow ${maxVenuesPerSocket} venues at most.`,
        );
      await socket.join(venueRoom(venueId));
      const state = await this.rpc.request(getPlaybackState, { id: venueId }, socketCall(socket));
      if (state.revision === lastRevision)
        return { status: 'unchanged', revision: state.revision, serverTime: state.serverTime };
      return { status: 'joined', state };
    } catch (thrown) {
      return { status: 'error', problem: this.problemOf(thrown) };
    }
  }

  @SubscribeMessage('venue:leave')
  async leave(@ConnectedSocket() socket: DjammsSocket, @MessageBody() body: unknown): Promise<SocketAnswer<null>> {
    try {
      const { venueId } = parse(LeaveVenue, body);
      await Promise.all([socket.leave(venueRoom(venueId)), socket.leave(playerRoom(venueId))]);
      return { ok: true, result: null };
    } catch (thrown) {
      return { ok: false, problem: this.problemOf(thrown) };
    }
  }

  @SubscribeMessage('time:sync')
  timeSync(@MessageBody() body: unknown): TimeSyncAnswer | SocketAnswer<never> {
    const t1 = Date.now();
    const parsed = TimeSync.safeParse(body);
    if (!parsed.success) return { ok: false, problem: this.problemOf(invalidRequest(parsed.error)) };
    return { t0: parsed.data.t0, t1, t2: Date.now() };
  }

  private async answer(socket: DjammsSocket, acknowledge: unknown, work: () => Promise<unknown>): Promise<void> {
    const reply =
      typeof acknowledge === 'function' ? (acknowledge as (answer: SocketAnswer<unknown>) => void) : () => undefined;
    try {
      socket.data.budget.take();
      reply({ ok: true, result: await work() });
    } catch (thrown) {
      reply({ ok: false, problem: this.problemOf(thrown) });
    }
  }

  private problemOf(thrown: unknown) {
    const { error, isDefect } = toDomainError(thrown);
    const traceId = traceIdOf(newTraceparent());
    if (isDefect) this.logger.error({ err: thrown, traceId }, 'A socket message failed');
    return error.toProblem(traceId);
  }
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw invalidRequest(parsed.error);
  return parsed.data;
}

/** Only the window that registered hears the commands meant for the player. */
async function followAsPlayer(
  socket: DjammsSocket,
  input: { venueId: string },
  result: { status: string },
): Promise<void> {
  if (result.status === 'conflict') await socket.leave(playerRoom(input.venueId));
  else await socket.join(playerRoom(input.venueId));
}

function connectError(thrown: unknown): Error {
  const { error } = toDomainError(thrown);
  return Object.assign(new Error(error.detail), { data: error.toProblem(traceIdOf(newTraceparent())) });
}
