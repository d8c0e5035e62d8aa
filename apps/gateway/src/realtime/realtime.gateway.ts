import { type OnModuleDestroy } from '@nestjs/common';
import { OnGatewayConnection, OnGatewayInit, WebSocketGateway, WebSocketServer } from '@nestjs/websockets';
import {
  TimeSync,
  registerPlayer,
  searchTracks,
  type AuthSuccess,
  type InputOf,
  type OutputOf,
  type RealtimeEnvelope,
  type SocketAnswer,
  type TimeSyncAnswer,
} from '@djamms/contracts';
import { Rpc } from '@djamms/messaging';
import { Shutdown, visitedVenueOf } from '@djamms/platform';
import { type Server } from 'socket.io';
import { Allowances, kindOf, requireAllowance } from '../access/allowances';
import { Authenticator } from '../access/authenticator';
import { requireAccess } from '../access/requirement';
import { readInput } from '../routes/read-input';
import { ConnectionCounts } from './connection-counts';
import { Farewell } from './farewell';
import { MessageBudget } from './message-budget';
import { SlowWindows } from './pressure/slow-windows.service';
import { connectError, parse, problemOf } from './problems';
import { socketCall, type DjammsSocket } from './socket';
import { socketRequests, type SocketRequest } from './socket-requests';
import { VenueDoor } from './venue-door.service';

type Reply = (answer: unknown) => void;

/** The door for windows: they join venues, hear every change, and send commands, reports, requests and likes. */
@WebSocketGateway({
  transports: ['websocket', 'polling'],
  maxHttpBufferSize: 100_000,
  pingInterval: 10_000,
  pingTimeout: 10_000,
  connectTimeout: 10_000,
  serveClient: false,
})
export class RealtimeGateway implements OnGatewayInit, OnGatewayConnection, OnModuleDestroy {
  @WebSocketServer() readonly server!: Server;
  private readonly counts = new ConnectionCounts();
  private readonly farewell = new Farewell();

  constructor(
    private readonly rpc: Rpc,
    private readonly authenticator: Authenticator,
    private readonly allowances: Allowances,
    private readonly door: VenueDoor,
    private readonly slow: SlowWindows,
    private readonly shutdown: Shutdown,
  ) {}

  /** A connection without a valid token is refused with the problem in `data` of connect_error. */
  afterInit(server: Server): void {
    this.farewell.guard(server);
    this.shutdown.onLeave(() => this.farewell.say(server));
    server.use((socket: DjammsSocket, next) => {
      this.admit(socket).then(
        () => next(),
        (thrown: unknown) => next(connectError(thrown)),
      );
    });
  }

  /** Before anything else ends: until they are gone, windows hear and may ask for everything. */
  async onModuleDestroy(): Promise<void> {
    await this.farewell.say(this.server);
  }

  handleConnection(socket: DjammsSocket): void {
    this.slow.watch(socket);
    socket.use(([event, ...rest], next) => {
      try {
        socket.data.budget.take();
        next();
      } catch (thrown) {
        const problem = problemOf(thrown);
        replyOf(rest.at(-1))(event === 'venue:join' ? { status: 'error', problem } : { ok: false, problem });
      }
    });
    socket.emit('AUTH_SUCCESS', whoIs(socket));
    socket.on('venue:join', (body: unknown, reply: unknown) => this.door.join(socket, body, replyOf(reply)));
    socket.on('venue:leave', (body: unknown, reply: unknown) => replyOf(reply)(this.door.leave(socket, body)));
    socket.on('time:sync', (body: unknown, reply: unknown) => replyOf(reply)(timeSync(body)));
    for (const [event, contract] of socketRequests)
      socket.on(event, (body: unknown, reply: unknown) => void this.answer(socket, contract, body, replyOf(reply)));
  }

  private async admit(socket: DjammsSocket): Promise<void> {
    const bearer = await this.authenticator.bearerOfToken(socket.handshake.auth.token);
    const close = this.counts.open(bearer.identity);
    socket.once('disconnect', close);
    socket.conn.once('close', close);
    // It may have gone while it was looked up: then nothing will tell of its end any more.
    if (socket.conn.readyState !== 'open') close();
    Object.assign(socket.data, { ...bearer, budget: new MessageBudget(), players: new Set<string>() });
  }

  private async answer(socket: DjammsSocket, contract: SocketRequest, body: unknown, reply: Reply): Promise<void> {
    try {
      const result = await this.request(socket, contract, body);
      reply({ ok: true, result } satisfies SocketAnswer<unknown>);
    } catch (thrown) {
      reply({ ok: false, problem: problemOf(thrown) } satisfies SocketAnswer<unknown>);
    }
  }

  private async request(socket: DjammsSocket, contract: SocketRequest, body: unknown): Promise<unknown> {
    const { identity } = socket.data;
    requireAccess(identity, contract.http.access);
    if (identity.kind === 'guest') requireAllowance(this.allowances.take(identity.guestId, kindOf(contract.subject)));
    const input = readInput({ ...contract, http: undefined }, { body, params: {}, query: {} });
    const result: unknown = await this.rpc.request(contract, input, socketCall(socket));
    if (contract.subject === registerPlayer.subject) {
      const { venueId } = input as InputOf<typeof registerPlayer>;
      const { status } = result as OutputOf<typeof registerPlayer>;
      this.door.followAsPlayer(socket, venueId, status !== 'conflict');
    }
    if (contract.subject === searchTracks.subject) {
      const { venueId } = input as InputOf<typeof searchTracks>;
      tellFound(socket, visitedVenueOf(identity, venueId), result as OutputOf<typeof searchTracks>);
    }
    return result;
  }
}

const replyOf = (reply: unknown): Reply => (typeof reply === 'function' ? (reply as Reply) : () => undefined);

function whoIs({ data: { identity } }: DjammsSocket): AuthSuccess {
  if (identity.kind === 'guest') return { userId: identity.guestId, role: 'guest', permissions: [], preferences: {} };
  const { userId, role, permissions } = identity;
  return { userId, role, permissions, preferences: {} };
}

/** For pages that show whatever was found last; of several searches at once, the acknowledgements tell which is which. */
function tellFound(socket: DjammsSocket, venueId: string, { items }: OutputOf<typeof searchTracks>): void {
  const envelope = { venueId, revision: null, serverTime: Date.now(), payload: items };
  socket.emit('SEARCH_RESULTS_UPDATE', envelope satisfies RealtimeEnvelope<'SEARCH_RESULTS_UPDATE'>);
}

function timeSync(body: unknown): TimeSyncAnswer | SocketAnswer<never> {
  const t1 = Date.now();
  try {
    return { t0: parse(TimeSync, body).t0, t1, t2: Date.now() };
  } catch (thrown) {
    return { ok: false, problem: problemOf(thrown) };
  }
}
