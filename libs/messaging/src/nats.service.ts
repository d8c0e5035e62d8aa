import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { natsAddress } from './nats-address';
import { MESSAGING_OPTIONS, type MessagingOptions } from './options';

/** The process's one connection to NATS. Comes up in the background and comes back for ever. */
@Injectable()
export class NatsService implements OnApplicationShutdown {
  private readonly logger = new Logger('Nats');
  private connection: Promise<NatsConnection> | undefined;
  private current: NatsConnection | undefined;
  private connected = false;
  private readonly reconnectListeners = new Set<() => void>();
  private readonly disconnectListeners = new Set<() => void>();

  constructor(@Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions) {}

  /** Resolves when NATS has been reached for the first time, however long that takes. */
  get(): Promise<NatsConnection> {
    return (this.connection ??= this.open());
  }

  async jetstream(): Promise<JetStreamClient> {
    return jetstream(await this.get());
  }

  async manager(): Promise<JetStreamManager> {
    return jetstreamManager(await this.get());
  }

  isConnected(): boolean {
    return this.connected;
  }

  /** Called whenever a lost connection is back: the server may be another one, or have forgotten what only it knew. */
  onReconnect(listener: () => void): void {
    this.reconnectListeners.add(listener);
  }

  /** Called whenever the connection is lost; until `onReconnect` nothing is heard and nobody can be asked. */
  onDisconnect(listener: () => void): void {
    this.disconnectListeners.add(listener);
  }

  /** Last of all: services stop taking messages before this runs. */
  async onApplicationShutdown(): Promise<void> {
    if (this.current && !this.current.isClosed()) await this.current.drain();
  }

  private async open(): Promise<NatsConnection> {
    const connection = await connect({
      ...natsAddress(this.options.natsUrl),
      name: `djamms-${this.options.service}-${this.options.instance}`,
      waitOnFirstConnect: true,
      maxReconnectAttempts: -1,
      reconnectTimeWait: 500,
      reconnectJitter: 500,
      pingInterval: 10_000,
      maxPingOut: 2,
      // An error object for each request, in case it fails, costs more than the request; ours say what was asked.
      noAsyncTraces: true,
    });
    this.current = connection;
    this.connected = true;
    void this.watch(connection);
    return connection;
  }

  private async watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect') {
        this.connected = false;
        this.logger.warn('Lost the connection to NATS; trying to get it back');
        for (const listener of this.disconnectListeners) listener();
      } else if (status.type === 'reconnect') {
        this.connected = true;
        this.logger.log('Connected to NATS again');
        for (const listener of this.reconnectListeners) listener();
      } else if (status.type === 'error') {
        this.logger.warn(`NATS: ${status.error.message}`);
      }
    }
    this.connected = false;
  }
}
