import { type EntityManager } from 'typeorm';
import { rows } from '../../sql';
import { type Outcome } from '../domain/input';

/** Commands are remembered this long: a client that was offline may send one again. */
const keptMs = 24 * 3_600_000;

/** What a command is answered with, also when it comes again. */
export interface Answer {
  revision: number;
  itemId: string | null;
  outcome: Outcome;
  restored: number | null;
}

/** An answer as it is written down. */
export interface Answered extends Answer {
  commandId: string;
  /** Epoch milliseconds. */
  at: number;
}

/** The venue is $1, and `valuesOf` follow from parameter `first` on. */
export const answerSql = (first: number): string =>
  `INSERT INTO command_log (venue_id, command_id, revision, item_id, outcome, restored, created_at)
   VALUES ($1, ${Array.from({ length: 6 }, (_, index) => `$${first + index}`).join(', ')})`;

export const valuesOf = ({ commandId, revision, itemId, outcome, restored, at }: Answered): unknown[] => [
  commandId,
  revision,
  itemId,
  outcome,
  restored,
  new Date(at),
];

/** Of a command that changed nothing; one that did is written down with the change, by VenueStore. */
export async function logAnswer(manager: EntityManager, venueId: string, answered: Answered): Promise<void> {
  await rows(manager, answerSql(2), [venueId, ...valuesOf(answered)]);
}

export async function forgetOldCommands(manager: EntityManager, now: number): Promise<void> {
  await rows(manager, `DELETE FROM command_log WHERE created_at < $1`, [new Date(now - keptMs)]);
}
