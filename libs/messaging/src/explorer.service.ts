import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { declarationsOf, type HandlerDeclaration } from './decorators';

export type Handler = HandlerDeclaration & {
  /** `Class.method`, for messages to people. */
  name: string;
  invoke: (...args: unknown[]) => Promise<unknown>;
};

/** Finds the decorated methods of a service's controllers and providers. */
@Injectable()
export class HandlerExplorer {
  private found: Handler[] | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** @throws Error when two methods answer the same subject: one of them would never be asked. */
  all(): Handler[] {
    return (this.found ??= this.explore());
  }

  ofKind<K extends Handler['kind']>(kind: K): Extract<Handler, { kind: K }>[] {
    return this.all().filter((handler): handler is Extract<Handler, { kind: K }> => handler.kind === kind);
  }

  private explore(): Handler[] {
    const wrappers = [...this.discovery.getControllers(), ...this.discovery.getProviders()];
    const instances = new Set(
      wrappers
        .map((wrapper) => wrapper.instance as unknown)
        .filter((instance): instance is object => typeof instance === 'object' && instance !== null),
    );
    const handlers = [...instances].flatMap((instance) => handlersOf(instance));
    refuseDuplicates(handlers);
    return handlers;
  }
}

function handlersOf(instance: object): Handler[] {
  const prototype = Object.getPrototypeOf(instance) as object | null;
  if (!prototype) return [];
  return declarationsOf(prototype).map(([method, declaration]) => {
    const callable = (instance as Record<string | symbol, (...args: unknown[]) => unknown>)[method]!;
    return {
      ...declaration,
      name: `${instance.constructor.name}.${String(method)}`,
      invoke: async (...args: unknown[]) => callable.apply(instance, args),
    };
  });
}

function refuseDuplicates(handlers: Handler[]): void {
  const seen = new Map<string, string>();
  for (const handler of handlers) {
    if (handler.kind === 'broadcast' || handler.kind === 'notice') continue;
    const key = `${handler.kind}:${'contract' in handler ? handler.contract.subject : '*'}`;
    const other = seen.get(key);
    if (other) throw new Error(`${handler.name} and ${other} both handle ${key}`);
    seen.set(key, handler.name);
  }
}
