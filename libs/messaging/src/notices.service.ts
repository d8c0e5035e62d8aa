import { Inject, Injectable, Logger } from '@nestjs/common';
import { type NoticeContract, type PayloadOf } from '@djamms/contracts';
import { type Subscription } from '@nats-io/transport-node';
import { HandlerExplorer, type Handler } from './explorer.service';
import { noticeSubject } from './names';
import { NatsService } from './nats.service';
import { MESSAGING_OPTIONS, type MessagingOptions } from './options';
import { parseJson } from './rpc/json';

/** Passing notices over core NATS: cheap, unstored, heard by every replica that listens now. */
@Injectable()
export class Notices {
  private readonly logger = new Logger('Notices');
  private subscriptions: Subscription[] = [];

  constructor(
    private readonly nats: NatsService,
    private readonly explorer: HandlerExplorer,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  /** Sends now, or not at all when NATS is away. */
  publish<N extends NoticeContract>(contract: N, payload: PayloadOf<N>): void {
    if (!this.nats.isConnected()) return;
    const data = Buffer.from(JSON.stringify(contract.payload.parse(payload)));
    void this.nats.get().then((connection) => connection.publish(noticeSubject(this.options, contract.subject), data));
  }

  async start(): Promise<void> {
    const connection = await this.nats.get();
    this.subscriptions = this.explorer.ofKind('notice').map((handler) =>
      connection.subscribe(noticeSubject(this.options, handler.contract.subject), {
        callback: (_error, message) => void this.deliver(handler, message.data),
      }),
    );
  }

  stop(): void {
    for (const subscription of this.subscriptions) subscription.unsubscribe();
  }

  private async deliver(handler: Extract<Handler, { kind: 'notice' }>, data: Uint8Array): Promise<void> {
    try {
      await handler.invoke(handler.contract.payload.parse(parseJson(data)));
    } catch (error) {
      this.logger.error({ err: error }, `${handler.name} failed`);
    }
  }
}
