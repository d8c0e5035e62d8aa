import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addPlaylistTracks,
  addToQueue,
  createPlaylist,
  getTrackSummaries,
  removeFromQueue,
  sendCommand,
  type CommandName,
} from '@djamms/contracts';
import {
  announceServers,
  ownerIdentity,
  startTestSystem,
  TestServers,
  trackSummary,
  type Caller,
  type TestSystem,
} from '@djamms/testing';
import { Pool } from 'pg';
import { DataSource } from 'typeorm';
import { KnownTracks } from '../../apps/playlist/src/known-tracks/known-tracks.service';
import { playlistService } from '../../apps/playlist/src/service';

const tracksAtOnce = 1_000;

/** The playlist service with its database and NATS, without the gateway in front. */
export async function withPlaylistService<T>(work: (system: TestSystem) => Promise<T>): Promise<T> {
  const servers = await TestServers.start();
  try {
    announceServers(servers);
    const system = await startTestSystem({
      services: [playlistService],
      env: { DATABASE_POOL_SIZE: String(poolSize) },
      prepare: (tap) => tap.fake(getTrackSummaries, () => ({ items: [] })),
    });
    try {
      return await work(system);
    } finally {
      await system.stop();
    }
  } finally {
    await servers.stop();
  }
}

/** Connections of the service, and of the baseline. */
export const poolSize = 10;

/** One venue that plays, with songs waiting. */
export class BusyVenue {
  private constructor(
    private readonly caller: Caller,
    private readonly id: string,
    private readonly trackIds: string[],
  ) {}

  static async open(system: TestSystem, waiting: number): Promise<BusyVenue> {
    const owner = ownerIdentity();
    const { venueId } = owner;
    const tracks = Array.from({ length: waiting }, () => trackSummary({ venueId }));
    await system.get('playlist', KnownTracks).store(system.get('playlist', DataSource).manager, tracks);
    const trackIds = tracks.map(({ id }) => id);
    const caller = system.as(owner);
    const { id } = await caller.request(createPlaylist, { name: 'Everything' });
    for (let start = 0; start < waiting; start += tracksAtOnce)
      await caller.request(addPlaylistTracks, { id, trackIds: trackIds.slice(start, start + tracksAtOnce) });
    await caller.request(sendCommand, { venueId, command: 'PLAY_PLAYLIST', value: id });
    await caller.request(sendCommand, { venueId, command: 'REPEAT_TOGGLE' });
    return new BusyVenue(caller, venueId, trackIds);
  }

  async command(command: CommandName, value?: number): Promise<void> {
    await this.caller.request(sendCommand, { venueId: this.id, command, value, commandId: randomUUID() });
  }

  /** Two commands: the queue is as long afterwards as it was before. */
  async addAndRemove(turn: number): Promise<void> {
    const { id: venueId, trackIds } = this;
    const trackId = trackIds[turn % trackIds.length];
    const adding = { venueId, trackId, position: turn % 100, commandId: randomUUID() };
    const { itemId } = await this.caller.request(addToQueue, adding);
    await this.caller.request(removeFromQueue, { venueId, itemId, commandId: randomUUID() });
  }
}

/** What a command can't do without: a row lock, a write of it, and one more row, over pg alone. */
export class BareTransactions {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = new Pool({ connectionString: databaseUrl, max: poolSize });
  }

  async open(venues: number): Promise<void> {
    await this.pool.query('CREATE TABLE bench_venues (id integer PRIMARY KEY, revision bigint NOT NULL, state jsonb)');
    await this.pool.query('CREATE TABLE bench_log (id uuid PRIMARY KEY, venue_id integer, message json)');
    await this.pool.query(
      `INSERT INTO bench_venues SELECT n, 0, '{"volume": 0}' FROM generate_series(0, $1::integer - 1) AS n`,
      [venues],
    );
  }

  async run(venue: number, turn: number): Promise<void> {
    const client = await this.pool.connect();
    try {
      const state = JSON.stringify({ volume: turn % 100 });
      await client.query('BEGIN');
      await client.query('SELECT * FROM bench_venues WHERE id = $1 FOR UPDATE', [venue]);
      await client.query('UPDATE bench_venues SET revision = revision + 1, state = $2 WHERE id = $1', [venue, state]);
      await client.query('INSERT INTO bench_log VALUES ($1, $2, $3)', [randomUUID(), venue, state]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

export interface Measured {
  perSecond: number;
  milliseconds: number[];
}

/** As many as possible, `atOnce` at a time. */
export async function atOnce(
  count: number,
  parallel: number,
  work: (turn: number) => Promise<void>,
): Promise<Measured> {
  const milliseconds: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const worker = async (): Promise<void> => {
    for (let turn = next++; turn < count; turn = next++) milliseconds.push(await timed(() => work(turn)));
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return { perSecond: count / ((performance.now() - startedAt) / 1000), milliseconds };
}

/** One after the other by the clock, whether or not those before are done. */
export async function paced(
  count: number,
  perSecond: number,
  work: (turn: number) => Promise<void>,
): Promise<Measured> {
  const startedAt = performance.now();
  const all: Promise<number>[] = [];
  for (let turn = 0; turn < count; turn++) {
    const wait = startedAt + (turn / perSecond) * 1000 - performance.now();
    if (wait > 0) await sleep(wait);
    all.push(timed(() => work(turn)));
  }
  const milliseconds = await Promise.all(all);
  return { perSecond: count / ((performance.now() - startedAt) / 1000), milliseconds };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
