import { type ServiceName } from '@djamms/contracts';

/** What a process needs to know to take part in the messaging. */
export interface MessagingOptions {
  service: ServiceName;
  /** Names this process among the replicas of its service. */
  instance: string;
  /** One or more servers, separated by commas; may carry `user:password@` or `token@`. */
  natsUrl: string;
  /** Put before every subject, stream and consumer, so that several systems can share a server. */
  prefix: string;
  /** Copies of each stream; 3 on a cluster. */
  streamReplicas: number;
}

export const MESSAGING_OPTIONS = Symbol('MESSAGING_OPTIONS');

/** What happened to a message, for metrics. */
export interface MessagingObserver {
  handled(kind: 'request' | 'event' | 'job', subject: string, outcome: string, seconds: number): void;
}
export const MESSAGING_OBSERVER = Symbol('MESSAGING_OBSERVER');

/** Resolves when the process can do work, e.g. its database is there; messages are not taken before. */
export type MessagingGate = () => Promise<void>;
export const MESSAGING_GATE = Symbol('MESSAGING_GATE');
