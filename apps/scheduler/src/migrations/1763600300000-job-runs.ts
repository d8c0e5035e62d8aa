import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** One row per job and tick: the replica that inserts it is the one that runs the job. */
export class JobRuns1763600300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE job_runs (
        job text NOT NULL,
        tick timestamptz NOT NULL,
        instance text NOT NULL,
        outcome text NOT NULL DEFAULT 'running' CHECK (outcome IN ('running', 'ok', 'failed', 'lost')),
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        duration_ms integer,
        result jsonb,
        error text,
        PRIMARY KEY (job, tick)
      )`);
    await runner.query(`CREATE INDEX job_runs_tick ON job_runs (tick)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE job_runs`);
  }
}
