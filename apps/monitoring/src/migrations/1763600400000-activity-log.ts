import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The activity log and the dead letters. The log only grows: its triggers refuse every change and removal, whoever
 * asks, but for `forget_activity`, which removes what is older than the retention. Where the service has a login role
 * of its own, `sealActivityLog` also takes the table away from that role, so that it can not drop the triggers.
 *
 * After that the role can not alter `activity_log`, `activity_retention` or their functions: a later change of them
 * belongs into `sealActivityLog`, written so that it may run again.
 */
export class ActivityLog1763600400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE activity_log (
        log_id uuid PRIMARY KEY,
        event_type text NOT NULL,
        user_id uuid,
        username text,
        venue_id uuid,
        event_data jsonb NOT NULL,
        "timestamp" timestamptz NOT NULL,
        ip_address text,
        user_agent text,
        session_id uuid
      )`);
    await runner.query(`CREATE INDEX activity_log_newest ON activity_log ("timestamp" DESC, log_id DESC)`);
    await runner.query(`CREATE INDEX activity_log_venue ON activity_log (venue_id, "timestamp" DESC, log_id DESC)`);
    await runner.query(`CREATE INDEX activity_log_user ON activity_log (user_id, "timestamp" DESC, log_id DESC)`);
    await runner.query(`CREATE INDEX activity_log_type ON activity_log (event_type, "timestamp" DESC, log_id DESC)`);
    // One row: how many days entries are kept at least. The triggers know the smallest value.
    await runner.query(`
      CREATE TABLE activity_retention (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        days integer NOT NULL DEFAULT 90 CHECK (days BETWEEN 7 AND 3650)
      )`);
    await runner.query(`INSERT INTO activity_retention DEFAULT VALUES`);
    await makeAppendOnly(runner);
    await runner.query(`
      CREATE TABLE dead_letters (
        id uuid NOT NULL,
        consumer text NOT NULL,
        subject text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('event', 'job')),
        attempts integer NOT NULL,
        error text NOT NULL,
        venue_id uuid,
        payload jsonb,
        failed_at timestamptz NOT NULL,
        PRIMARY KEY (id, consumer)
      )`);
    await runner.query(`CREATE INDEX dead_letters_newest ON dead_letters (failed_at DESC, id DESC, consumer)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE dead_letters, activity_log, activity_retention`);
    await runner.query(`DROP FUNCTION forget_activity, refuse_activity_change`);
  }
}

/** `djamms.forget_activity` says that the removal comes from `forget_activity`; no row younger than 7 days goes even then. */
async function makeAppendOnly(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE FUNCTION refuse_activity_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND current_setting('djamms.forget_activity', true) = 'on'
         AND OLD."timestamp" < now() - interval '7 days' THEN
        RETURN OLD;
      END IF;
      RAISE EXCEPTION 'the activity log is append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
    END
    $$`);
  await runner.query(`
    CREATE TRIGGER activity_log_is_append_only BEFORE UPDATE OR DELETE ON activity_log
      FOR EACH ROW EXECUTE FUNCTION refuse_activity_change()`);
  await runner.query(`
    CREATE TRIGGER activity_log_is_never_emptied BEFORE TRUNCATE ON activity_log
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_activity_change()`);
  // With the rights of the table's owner and fixed names: nothing that the caller makes can stand in for the table.
  await runner.query(`
    CREATE FUNCTION forget_activity(at_most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
      forgotten integer;
    BEGIN
      PERFORM set_config('djamms.forget_activity', 'on', true);
      DELETE FROM monitoring.activity_log WHERE log_id IN (
        SELECT log_id FROM monitoring.activity_log
         WHERE "timestamp" < now() - make_interval(days => (SELECT days FROM monitoring.activity_retention))
         ORDER BY "timestamp" LIMIT at_most);
      GET DIAGNOSTICS forgotten = ROW_COUNT;
      PERFORM set_config('djamms.forget_activity', 'off', true);
      RETURN forgotten;
    END
    $$`);
}
