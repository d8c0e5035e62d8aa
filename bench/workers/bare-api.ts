import { hash, verify } from '@node-rs/argon2';
import fastify from 'fastify';
import { type AddressInfo } from 'node:net';
import { Pool } from 'pg';
import { serve } from '../lib/worker';
import { DatabaseJob } from './jobs';

/** What the auth service uses. */
const passwordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

interface ById {
  Params: { id: string };
}

let served: Promise<number> | undefined;

/** Fastify and pg with nothing between them: no NATS, no accounts, no checks. It reads the rows that the services own. */
serve(DatabaseJob, async ({ databaseUrl }) => {
  served ??= start(databaseUrl);
  return { port: await served };
});

async function start(databaseUrl: string): Promise<number> {
  const pool = new Pool({ connectionString: databaseUrl, max: 10 });
  const server = fastify();
  const one = (table: string) => async (request: { params: { id: string } }) => {
    const { rows } = await pool.query<object>(`SELECT * FROM ${table} WHERE id = $1`, [request.params.id]);
    return rows[0];
  };
  server.get<ById>('/playlists/:id', one('playlist.playlists'));
  server.get<ById>('/tracks/:id', one('music.tracks'));
  await pool.query(`CREATE TABLE IF NOT EXISTS bench_playlists AS SELECT * FROM playlist.playlists`);
  await pool.query(`CREATE INDEX IF NOT EXISTS bench_playlists_id ON bench_playlists (id)`);
  server.put<ById & { Body: { name: string } }>('/playlists/:id', async (request) => {
    const { rows } = await pool.query<object>(`UPDATE bench_playlists SET name = $2 WHERE id = $1 RETURNING *`, [
      request.params.id,
      request.body.name,
    ]);
    return rows[0];
  });
  const stored = await hash('a long password', passwordCost);
  server.post<{ Body: { password: string } }>('/login', async (request) => ({
    matches: await verify(stored, request.body.password, passwordCost),
  }));
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}
