import 'reflect-metadata';
import {
  type Envelope,
  type EventContract,
  type InputOf,
  type JobContract,
  type NoticeContract,
  type OutputOf,
  type PayloadOf,
  type RequestContract,
} from '@djamms/contracts';
import { type EntityManager } from 'typeorm';
import { type Call } from './call';

/** What an event handler gets beside the payload. All its writes go through `manager`: one transaction with the inbox. */
export interface EventContext {
  envelope: Envelope;
  manager: EntityManager;
}

export interface JobContext {
  envelope: Envelope;
  /** From 1. */
  attempt: number;
  lastAttempt: boolean;
  /** Aborted when the process shuts down. */
  signal: AbortSignal;
}

export interface EventOptions {
  /** Messages in hand at once in one process; 1 keeps them in order. */
  concurrency?: number;
}
export interface WorkOptions {
  concurrency?: number;
}

export type HandlerDeclaration =
  | { kind: 'request'; contract: RequestContract }
  | { kind: 'event'; contract: EventContract; options: EventOptions }
  | { kind: 'any-event'; options: EventOptions }
  | { kind: 'broadcast'; contract: EventContract }
  | { kind: 'job'; contract: JobContract; options: WorkOptions }
  | { kind: 'notice'; contract: NoticeContract };

const handlerKey = Symbol('djamms:handlers');
type Method<A extends unknown[], R> = (...args: A) => R | Promise<R>;

function declare(target: object, method: string | symbol, declaration: HandlerDeclaration): void {
  const known =
    (Reflect.getOwnMetadata(handlerKey, target) as [string | symbol, HandlerDeclaration][] | undefined) ?? [];
  Reflect.defineMetadata(handlerKey, [...known, [method, declaration]], target);
}

/** The handlers declared on a class, by method name. */
export const declarationsOf = (prototype: object): [string | symbol, HandlerDeclaration][] =>
  (Reflect.getMetadata(handlerKey, prototype) as [string | symbol, HandlerDeclaration][] | undefined) ?? [];

/** Answers a request. The method must take what the contract takes and give what it gives, or it does not compile. */
export const Handle =
  <C extends RequestContract>(contract: C) =>
  <M extends Method<[InputOf<C>, Call], OutputOf<C>>>(
    target: object,
    method: string | symbol,
    _: TypedPropertyDescriptor<M>,
  ): void =>
    declare(target, method, { kind: 'request', contract });

/** Acts on a domain event: at least once, by one replica, once in effect (its id is kept in the inbox). */
export const OnEvent =
  <E extends EventContract>(contract: E, options: EventOptions = {}) =>
  <M extends Method<[PayloadOf<E>, EventContext], void>>(
    target: object,
    method: string | symbol,
    _: TypedPropertyDescriptor<M>,
  ): void =>
    declare(target, method, { kind: 'event', contract, options });

/** As `OnEvent`, for every event there is. */
export const OnAnyEvent =
  (options: EventOptions = {}) =>
  <M extends Method<[Envelope, EventContext], void>>(
    target: object,
    method: string | symbol,
    _: TypedPropertyDescriptor<M>,
  ): void =>
    declare(target, method, { kind: 'any-event', options });

/** Hears an event in every replica, in order, from now on; not kept for replicas that are down. */
export const OnBroadcast =
  <E extends EventContract>(contract: E) =>
  <M extends Method<[PayloadOf<E>, Envelope], void>>(
    target: object,
    method: string | symbol,
    _: TypedPropertyDescriptor<M>,
  ): void =>
    declare(target, method, { kind: 'broadcast', contract });

/** Works on a queue: at least once, by one replica, retried as the job's contract says, then dead-lettered. */
export const Work =
  <J extends JobContract>(contract: J, options: WorkOptions = {}) =>
  <M extends Method<[PayloadOf<J>, JobContext], void>>(
    target: object,
    method: string | symbol,
    _: TypedPropertyDescriptor<M>,
  ): void =>
    declare(target, method, { kind: 'job', contract, options });

/** Hears a passing notice in every replica. */
export const OnNotice =
  <N extends NoticeContract>(contract: N) =>
  <M extends Method<[PayloadOf<N>], void>>(
    target: object,
    method: string | symbol,
    _: TypedPropertyDescriptor<M>,
  ): void =>
    declare(target, method, { kind: 'notice', contract });
