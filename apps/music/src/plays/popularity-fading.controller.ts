import { Controller } from '@nestjs/common';
import { fadePopularity, popularityFaded, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, Outbox, Transactions, type Call } from '@djamms/messaging';
import { Clock, requireService } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { halfLifeDays } from './popularity';

interface Faded {
  trackId: string;
  popularity: number;
  playCount: number;
}

/** Tracks in one transaction and one event. */
const batchSize = 500;

/**
 * Each track once a day: its popularity has lost 2 % then, and more often would change nobody's order and every index.
 * What is left of a play after seven months counts as nothing. Rows that somebody holds wait for the next run.
 * $1: now; $2: batch size.
 */
export const fadeSql = `
  WITH oldest AS (
    SELECT id FROM tracks
     WHERE is_active AND popularity > 0 AND popularity_at <= $1::timestamptz - interval '1 day'
     ORDER BY popularity_at LIMIT $2 FOR UPDATE SKIP LOCKED
  ), reckoned AS (
    SELECT id, popularity * power(0.5, least(1000, extract(epoch FROM $1::timestamptz - popularity_at)
             / 86400 / ${halfLifeDays})::double precision) AS popularity
      FROM tracks JOIN oldest USING (id)
  )
  UPDATE tracks t SET popularity_at = $1, popularity = CASE WHEN r.popularity < 0.01 THEN 0 ELSE r.popularity END
    FROM reckoned r WHERE t.id = r.id
  RETURNING t.id AS "trackId", t.popularity, t.play_count AS "playCount"`;

/** Lets the popularity of what nobody plays fade, as `withPlay` does for what is played. */
@Controller()
export class PopularityFading {
  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Goes on until all are reckoned, or nobody waits any more; the next run takes what is left. */
  @Handle(fadePopularity)
  async fade(_: InputOf<typeof fadePopularity>, call: Call): Promise<OutputOf<typeof fadePopularity>> {
    requireService(call.identity);
    let faded = 0;
    for (let batch = batchSize; batch === batchSize && Date.now() < call.deadline; faded += batch)
      batch = await this.transactions.run((manager) => this.fadeBatch(manager, call));
    return { faded };
  }

  private async fadeBatch(manager: EntityManager, call: Call): Promise<number> {
    const [tracks] = await manager.query<[Faded[], number]>(fadeSql, [this.clock.now(), batchSize]);
    if (tracks.length > 0) await this.outbox.publish(manager, popularityFaded, { tracks }, { venueId: null, call });
    return tracks.length;
  }
}
