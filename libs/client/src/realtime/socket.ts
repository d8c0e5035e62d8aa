import { io } from 'socket.io-client';

/** What a connection needs of a socket; Socket.IO's client outside of tests. */
export interface RealtimeSocket {
  on(event: string, listener: (argument: unknown) => void): void;
  /** Sends a message and waits for its acknowledgement; rejects when none came in time. */
  request(event: string, argument: unknown, timeoutMs: number): Promise<unknown>;
  readonly connected: boolean;
  /** False when the socket has given up and `connect` has to be called. */
  readonly trying: boolean;
  connect(): void;
  close(): void;
}

export interface SocketOptions {
  /** Origin of the gateway; the page's own unless given. */
  url?: string;
  /** The access token at each (re)connection; null connects without one and is refused. */
  token: () => Promise<string | null>;
}

/** Opens a Socket.IO connection. WebSocket only: polling would tie a client to one gateway replica. */
export function openSocket({ url, token }: SocketOptions): RealtimeSocket {
  const options = {
    path: '/socket.io',
    transports: ['websocket'],
    autoConnect: false,
    forceNew: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3_000,
    auth: (send: (data: object) => void) => {
      token().then(
        (value) => send({ token: value }),
        () => send({ token: null }),
      );
    },
  };
  const socket = url === undefined ? io(options) : io(url, options);
  return {
    on: (event, listener) => void socket.on(event, listener),
    request: (event, argument, timeoutMs) => socket.timeout(timeoutMs).emitWithAck(event, argument) as Promise<unknown>,
    get connected() {
      return socket.connected;
    },
    get trying() {
      return socket.active;
    },
    connect: () => void socket.connect(),
    close: () => void socket.close(),
  };
}
