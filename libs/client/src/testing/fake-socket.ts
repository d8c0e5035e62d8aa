import { type RealtimeSocket } from '../realtime/socket';

/** A socket whose server is the test. */
export class FakeSocket implements RealtimeSocket {
  connected = false;
  trying = true;
  readonly sent: string[] = [];
  /** What the server answers to an event; throwing stands for no acknowledgement. */
  readonly answers = new Map<string, (input: unknown) => unknown>();
  private readonly listeners = new Map<string, ((argument: unknown) => void)[]>();

  on(event: string, listener: (argument: unknown) => void): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  async request(event: string, argument: unknown): Promise<unknown> {
    this.sent.push(event);
    const answer = this.answers.get(event);
    if (answer === undefined) throw new Error(`no acknowledgement of ${event}`);
    return answer(argument);
  }

  connect(): void {
    if (this.connected) return;
    this.connected = true;
    this.trying = true;
    this.receive('connect', undefined);
  }

  close(): void {
    this.connected = false;
  }

  /** @param trying false when the server ended the connection, so that the client has to start anew. */
  lose(trying: boolean): void {
    this.connected = false;
    this.trying = trying;
    this.receive('disconnect', undefined);
  }

  receive(event: string, argument: unknown): void {
    for (const listener of this.listeners.get(event) ?? []) listener(argument);
  }
}
