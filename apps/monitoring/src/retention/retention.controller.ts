import { Controller } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { applyRetention, type InputOf, type OutputOf } from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requireService } from '@djamms/platform';
import { DataSource } from 'typeorm';

/** Entries forgotten by one statement; each one is short, however long nobody has tidied up. */
const batchSize = 10_000;
/** As long as the messages themselves are kept. */
const deadLetterDays = 30;

@Controller()
export class RetentionController {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Goes on until everything old is gone, or nobody waits any more; the next run takes what is left. */
  @Handle(applyRetention)
  async apply(_: InputOf<typeof applyRetention>, call: Call): Promise<OutputOf<typeof applyRetention>> {
    requireService(call.identity);
    let entries = 0;
    for (let batch = batchSize; batch === batchSize && Date.now() < call.deadline; entries += batch) {
      const rows = await this.dataSource.query<{ forgotten: number }[]>('SELECT forget_activity($1) AS forgotten', [
        batchSize,
      ]);
      batch = rows[0]?.forgotten ?? 0;
    }
    const rows = await this.dataSource.query<{ deleted: number }[]>(
      `WITH gone AS (DELETE FROM dead_letters WHERE failed_at < now() - make_interval(days => $1) RETURNING 1)
       SELECT count(*)::int AS deleted FROM gone`,
      [deadLetterDays],
    );
    return { entries, deadLetters: rows[0]?.deleted ?? 0 };
  }
}
