import { type Abstract, type Type } from '@nestjs/common';
import {
  type CallInputOf,
  type Identity,
  type OutputOf,
  type RequestContract,
  type ServiceName,
  anonymous,
} from '@djamms/contracts';
import { Broadcasts, HandlerExplorer, callFor } from '@djamms/messaging';
import { loadConfig, startService, untilReady, type RunningService, type ServiceDefinition } from '@djamms/platform';
import { eventually } from './eventually';
import { MessageTap } from './message-tap';
import { TestPlace } from './test-place';

export interface TestSystemOptions {
  /** The real services under test, each from its app's `service.ts`. */
  services: readonly ServiceDefinition[];
  /** Beside what every service needs. */
  env?: Record<string, string>;
  /** Runs before the services start: fakes of others that they ask at once. */
  prepare?: (tap: MessageTap) => Promise<void>;
}

/** Asks services on somebody's account. */
export interface Caller {
  request<C extends RequestContract>(contract: C, input: CallInputOf<C>): Promise<OutputOf<C>>;
}

/**
 * Real services in this process, on a database, NATS subjects and a storage folder of their own. Resolves when all
 * of them take messages. Services that are not named do not exist: fake what is asked of them.
 */
export async function startTestSystem(options: TestSystemOptions): Promise<TestSystem> {
  const place = await TestPlace.make();
  const tap = await MessageTap.open(place.natsUrl, place.natsPrefix);
  const system = new TestSystem(place, tap, options);
  try {
    await options.prepare?.(tap);
    // All of them, also after one failed: what is still starting could not be stopped.
    const starts = await Promise.allSettled(options.services.map(({ name }) => system.start(name)));
    for (const start of starts) if (start.status === 'rejected') throw start.reason;
  } catch (error) {
    await system.stop();
    throw error;
  }
  return system;
}

export class TestSystem {
  private readonly running = new Map<ServiceName, RunningService>();

  constructor(
    readonly place: TestPlace,
    /** Asks, answers, publishes and listens as another service would. */
    readonly messages: MessageTap,
    private readonly options: TestSystemOptions,
  ) {}

  get database(): TestPlace['database'] {
    return this.place.database;
  }

  /** Asks on this account; nobody's unless given. */
  as(identity: Identity = anonymous): Caller {
    return { request: (contract, input) => this.messages.request(contract, input, callFor(identity)) };
  }

  /** Asks as another service does on its own account. */
  asService(service: ServiceName): Caller {
    return this.as({ kind: 'service', service });
  }

  /** Something from a running service's container. */
  get<T>(service: ServiceName, token: Type<T> | Abstract<T>): T {
    return this.find(service).app.get<T>(token, { strict: false });
  }

  /** Where a service's HTTP server listens. */
  url(service: ServiceName): string {
    const { url } = this.find(service);
    if (url === undefined) throw new Error(`${service} does not listen`);
    return url;
  }

  /** Starts a service that is stopped; resolves when it takes messages and hears every event from then on. */
  async start(name: ServiceName): Promise<void> {
    const definition = this.options.services.find((each) => each.name === name);
    if (definition === undefined) throw new Error(`This test system was not given the ${name} service`);
    const environment = { ...this.place.environment(), HOST: '127.0.0.1', PORT: '0', ...this.options.env };
    let unheard = (): number => 0;
    const service = await startService(definition, loadConfig(environment), {
      configure: (app) => {
        unheard = countUnheard(app.get(HandlerExplorer, { strict: false }), app.get(Broadcasts, { strict: false }));
      },
    });
    this.running.set(name, service);
    await untilReady(service);
    await eventually(() => {
      if (unheard() > 0) throw new Error(`${name} does not hear all events yet`);
    });
  }

  /** Stops one service in good order, as a deployment does. */
  async halt(name: ServiceName): Promise<void> {
    const service = this.find(name);
    this.running.delete(name);
    await service.close();
  }

  /** Stops everything and removes what it stored. */
  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.halt(name)));
    await this.messages.close();
    await this.place.remove();
  }

  private find(name: ServiceName): RunningService {
    const found = this.running.get(name);
    if (found === undefined) throw new Error(`${name} does not run in this test system`);
    return found;
  }
}

/** How many broadcasts a service does not hear yet: listening begins a moment after requests are taken. */
function countUnheard(explorer: HandlerExplorer, broadcasts: Broadcasts): () => number {
  const handlers = explorer.ofKind('broadcast');
  let heard = 0;
  for (const contract of new Set(handlers.map((handler) => handler.contract)))
    broadcasts.onGap(contract, () => (heard += 1));
  return () => handlers.length - heard;
}
