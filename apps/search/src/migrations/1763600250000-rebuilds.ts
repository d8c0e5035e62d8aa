import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Which indices an outside engine has, how far each has followed the documents, and how far rebuilds are. */
export class Rebuilds1763600250000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE outside_indices (
        name text PRIMARY KEY,
        mapping_version integer NOT NULL,
        followed bigint NOT NULL,
        followed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        is_live boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`CREATE UNIQUE INDEX outside_indices_live ON outside_indices (is_live) WHERE is_live`);
    await runner.query(`
      CREATE TABLE rebuilds (
        id uuid PRIMARY KEY,
        reason text NOT NULL,
        engine text NOT NULL,
        state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'failed')),
        index_name text,
        catch_up_to bigint,
        total integer NOT NULL,
        error text,
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        finished_at timestamptz
      )`);
    // One at a time, whoever starts it.
    await runner.query(`CREATE UNIQUE INDEX rebuilds_running ON rebuilds ((true)) WHERE state = 'running'`);
    await runner.query(`
      CREATE TABLE rebuild_parts (
        rebuild_id uuid NOT NULL REFERENCES rebuilds ON DELETE CASCADE,
        part text NOT NULL CHECK (part IN ('library', 'index')),
        after_id uuid,
        done integer NOT NULL DEFAULT 0,
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        completed_at timestamptz,
        PRIMARY KEY (rebuild_id, part)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE rebuild_parts, rebuilds, outside_indices`);
  }
}
