import { type EntityManager } from 'typeorm';
import { firstRow, rows } from '../../sql';
import { type Outcome } from '../domain/input';

/** Commands are remembered this long: a client that was offline may send one again. */
const keptMs = 24 * 3_600_000;

export interface LoggedCommand {
  revision: number;
  itemId: string | null;
  outcome: Outcome;
  restored: number | null;
}

/** What a command made when it was acted on before. Read under the venue's lock. */
export async function findCommand(
  manager: EntityManager,
  venueId: string,
  commandId: string,
): Promise<LoggedCommand | undefined> {
  return firstRow<LoggedCommand>(
    manager,
    `SELECT revision::float8 AS revision, item_id AS "itemId", coalesce(outcome, 'done') AS outcome,
       restored FROM command_log WHERE venue_id = $1 AND command_id = $2`,
    [venueId, commandId],
  );
}

export async function logCommand(
  manager: EntityManager,
  venueId: string,
  commandId: string,
  { revision, itemId, outcome, restored }: LoggedCommand,
  now: number,
): Promise<void> {
  await rows(
    manager,
    `INSERT INTO command_log (venue_id, command_id, revision, item_id, outcome, restored, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [venueId, commandId, revision, itemId, outcome, restored, new Date(now)],
  );
}

export async function forgetOldCommands(manager: EntityManager, now: number): Promise<void> {
  await rows(manager, `DELETE FROM command_log WHERE created_at < $1`, [new Date(now - keptMs)]);
}
