import { type Problem, type RealtimeMessage } from '@djamms/contracts';
import { io, type Socket } from 'socket.io-client';

export interface Heard {
  type: string;
  revision: number | null;
  payload: unknown;
}

export interface JoinReply {
  status: 'joined' | 'resumed' | 'unchanged' | 'error';
  revision?: number;
  state?: { revision: number; settings: { master_volume: number } };
  messages?: RealtimeMessage[];
  problem?: Problem;
}

/** A window as a page opens it, which keeps what it hears. */
export class TestWindow {
  readonly heard: Heard[] = [];

  private constructor(readonly socket: Socket) {
    socket.onAny((type: string, message: { revision?: number | null; payload?: unknown }) =>
      this.heard.push({ type, revision: message.revision ?? null, payload: message.payload ?? message }),
    );
  }

  /** Rejects with the connect_error, whose `data` is the problem. */
  static open(url: string, token: string | undefined): Promise<TestWindow> {
    const socket = io(url, { auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true });
    const window = new TestWindow(socket);
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(window));
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
  }

  ask<T>(event: string, body: unknown): Promise<T> {
    return this.socket.timeout(10_000).emitWithAck(event, body) as Promise<T>;
  }

  join(venueId: string, lastRevision?: number): Promise<JoinReply> {
    return this.ask<JoinReply>('venue:join', { venueId, lastRevision });
  }

  ofType(type: string): Heard[] {
    return this.heard.filter((message) => message.type === type);
  }

  close(): void {
    this.socket.close();
  }
}
