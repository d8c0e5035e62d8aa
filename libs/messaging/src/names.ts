import { type MessagingOptions } from './options';

type Prefixed = Pick<MessagingOptions, 'prefix'>;

/** Names that are safe as stream and consumer names: no dots, spaces or wildcards. */
const safe = (name: string): string => name.replace(/[^A-Za-z0-9_-]/g, '_');

export const requestSubject = ({ prefix }: Prefixed, subject: string): string => `${prefix}${subject}`;
export const eventSubject = ({ prefix }: Prefixed, subject: string): string => `${prefix}event.${subject}`;
export const workSubject = ({ prefix }: Prefixed, subject: string): string => `${prefix}work.${subject}`;
export const deadSubject = ({ prefix }: Prefixed, subject: string): string => `${prefix}dead.${subject}`;
export const noticeSubject = ({ prefix }: Prefixed, subject: string): string => `${prefix}notice.${subject}`;
export const wakeSubject = ({ prefix, service }: Pick<MessagingOptions, 'prefix' | 'service'>): string =>
  `${prefix}outbox.wake.${service}`;

export const streamName = ({ prefix }: Prefixed, stream: 'EVENTS' | 'WORK' | 'DEAD'): string =>
  safe(`${prefix}DJAMMS_${stream}`);
export const consumerName = ({ prefix }: Prefixed, service: string, subject: string): string =>
  safe(`${prefix}${service}__${subject}`);
