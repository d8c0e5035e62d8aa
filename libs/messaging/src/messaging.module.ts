import { Global, Module, type DynamicModule, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { HandlerExplorer } from './explorer.service';
import { Broadcasts } from './jetstream/broadcasts.service';
import { Consumers } from './jetstream/consumers.service';
import { MessagingLifecycle } from './lifecycle.service';
import { NatsService } from './nats.service';
import { Notices } from './notices.service';
import { MESSAGING_OPTIONS } from './options';
import { OutboxRelay } from './outbox/outbox-relay.service';
import { Outbox } from './outbox/outbox.service';
import { Transactions } from './outbox/transactions.service';
import { Rpc } from './rpc/rpc.client';
import { RpcServer } from './rpc/rpc.server';

/** `stateless` processes have no database: they ask and listen, and handle no events or jobs of their own (the gateway). */
const stateless: Provider[] = [NatsService, HandlerExplorer, Rpc, RpcServer, Broadcasts, Notices, MessagingLifecycle];
const stateful: Provider[] = [...stateless, OutboxRelay, Transactions, Outbox, Consumers];

export interface MessagingModuleOptions {
  stateless?: boolean;
  /** Provides `MESSAGING_OPTIONS`. */
  options: Provider;
  /** Provides `MESSAGING_OBSERVER` and `MESSAGING_GATE`, where wanted. */
  extras?: Provider[];
}

@Global()
@Module({})
export class MessagingModule {
  static forRoot({ stateless: isStateless, options, extras = [] }: MessagingModuleOptions): DynamicModule {
    const providers = isStateless ? stateless : stateful;
    return {
      module: MessagingModule,
      imports: [DiscoveryModule],
      providers: [options, ...extras, ...providers],
      exports: [MESSAGING_OPTIONS, ...providers],
    };
  }
}
