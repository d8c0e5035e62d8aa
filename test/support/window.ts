import { randomUUID } from 'node:crypto';
import {
  type Acknowledged,
  type JoinAnswer,
  type PlaybackState,
  type RealtimeEnvelope,
  type RealtimePayload,
  type RealtimeType,
  type SocketAnswer,
} from '@djamms/contracts';
import { io, type Socket } from 'socket.io-client';

interface Heard {
  type: RealtimeType;
  envelope: RealtimeEnvelope;
}

const answerMs = 10_000;

/** A window as any other client would open it: it joins a venue, hears, and sends. */
export class Window {
  readonly heard: Heard[] = [];
  state: PlaybackState | undefined;

  private constructor(
    readonly socket: Socket,
    readonly venueId: string,
  ) {
    socket.onAny((type: RealtimeType, envelope: RealtimeEnvelope) => {
      if (type !== ('AUTH_SUCCESS' as RealtimeType)) this.heard.push({ type, envelope });
    });
    // A connection that goes before the answer comes joins again when it is back.
    socket.on('connect', () => void this.join().catch(() => undefined));
  }

  /** Connects, joins, and is up to date when this resolves. */
  static async open(url: string, accessToken: string, venueId: string): Promise<Window> {
    const socket = io(url, {
      auth: { token: accessToken },
      transports: ['websocket'],
      reconnectionDelayMax: 500,
      forceNew: true,
    });
    const window = new Window(socket, venueId);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    await window.join();
    return window;
  }

  async join(): Promise<JoinAnswer> {
    const answer = (await this.socket
      .timeout(answerMs)
      .emitWithAck('venue:join', { venueId: this.venueId })) as JoinAnswer;
    if (answer.status === 'joined') this.state = answer.state;
    return answer;
  }

  async send<T>(event: string, body: object): Promise<SocketAnswer<T>> {
    return (await this.socket
      .timeout(answerMs)
      .emitWithAck(event, { venueId: this.venueId, ...body })) as SocketAnswer<T>;
  }

  /** @throws Error when the command was refused. */
  async command(command: string, value?: unknown, commandId: string = randomUUID()): Promise<Acknowledged> {
    return this.must(await this.send<Acknowledged>('command', { command, value, commandId }));
  }

  must<T>(answer: SocketAnswer<T>): T {
    if (!answer.ok) throw new Error(`${answer.problem.code}: ${answer.problem.detail}`);
    return answer.result;
  }

  /** The newest payload of a type, if any was heard. */
  last<T extends RealtimeType>(type: T): RealtimePayload<T> | undefined {
    return this.heard.findLast((each) => each.type === type)?.envelope.payload as RealtimePayload<T> | undefined;
  }

  /** Revisions as they arrived, each once. */
  get revisions(): number[] {
    const all = this.heard
      .map(({ envelope }) => envelope.revision)
      .filter((revision): revision is number => revision !== null);
    return all.filter((revision, index) => index === 0 || revision !== all[index - 1]);
  }

  close(): void {
    this.socket.close();
  }
}
