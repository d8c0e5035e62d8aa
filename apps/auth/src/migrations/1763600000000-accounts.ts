import { type MigrationInterface, type QueryRunner } from 'typeorm';

export class Accounts1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE users (
        id uuid PRIMARY KEY,
        username text NOT NULL,
        email text NOT NULL,
        password_hash text,
        role text NOT NULL CHECK (role IN ('guest', 'user', 'moderator', 'admin')),
        preferences jsonb NOT NULL DEFAULT '{}',
        avatar_url text,
        is_active boolean NOT NULL DEFAULT true,
        is_developer boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        last_login_at timestamptz,
        last_activity_at timestamptz
      )`);
    await runner.query(`CREATE UNIQUE INDEX users_username_key ON users (lower(username))`);
    await runner.query(`CREATE UNIQUE INDEX users_email_key ON users (lower(email))`);
    await runner.query(`
      CREATE TABLE venues (
        id uuid PRIMARY KEY,
        slug text NOT NULL CONSTRAINT venues_slug_key UNIQUE,
        name text NOT NULL,
        owner_id uuid NOT NULL REFERENCES users (id),
        timezone text NOT NULL DEFAULT 'UTC',
        app_name text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`CREATE INDEX venues_owner_id ON venues (owner_id)`);
    await runner.query(`
      CREATE TABLE venue_members (
        venue_id uuid NOT NULL REFERENCES venues (id) ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        role text NOT NULL CHECK (role IN ('owner', 'staff')),
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (venue_id, user_id)
      )`);
    await runner.query(`CREATE INDEX venue_members_user_id ON venue_members (user_id)`);
    await runner.query(`
      CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        ip text,
        user_agent text
      )`);
    await runner.query(`CREATE INDEX sessions_user_id ON sessions (user_id) WHERE ended_at IS NULL`);
    await runner.query(`CREATE INDEX sessions_expires_at ON sessions (expires_at)`);
    await runner.query(`
      CREATE TABLE refresh_tokens (
        token_hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz
      )`);
    await runner.query(`CREATE INDEX refresh_tokens_session_id ON refresh_tokens (session_id)`);
    await runner.query(`
      CREATE TABLE rate_limits (
        key varchar(255) PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['rate_limits', 'refresh_tokens', 'sessions', 'venue_members', 'venues', 'users'])
      await runner.query(`DROP TABLE ${table}`);
  }
}
