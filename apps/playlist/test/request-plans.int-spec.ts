import { trackSummary, type TestSystem } from '@djamms/testing';
import { approveRequest, clearQueue, listRequests, updateRequestRules, withdrawRequest } from '@djamms/contracts';
import { DataSource } from 'typeorm';
import { KnownTracks } from '../src/known-tracks/known-tracks.service';
import { explain, statementsOf } from './explain';
import { Guest } from './guest';
import { startPlaylistSystem, TestVenue } from './venue';

/** Of a venue that was asked for songs for years, among others. */
const old = { requests: 30_000, venues: 3 };

describe('requests in a venue with a long history', () => {
  let system: TestSystem;
  let venue: TestVenue;

  beforeAll(async () => {
    system = await startPlaylistSystem();
    const venues = Array.from({ length: old.venues }, () => new TestVenue(system));
    venue = venues[0]!;
    for (const each of venues) {
      const tracks = Array.from({ length: 2_000 }, () => trackSummary({ venueId: each.id }));
      await system.get('playlist', KnownTracks).store(system.get('playlist', DataSource).manager, tracks);
      await each.asOwner.request(updateRequestRules, { id: each.id, max_waiting_per_guest: 100, needs_approval: true });
      await system.database.query(
        `INSERT INTO playlist.song_requests
           (id, venue_id, requester_id, track_id, artist_key, status, ending, created_at, updated_at)
         SELECT gen_random_uuid(), $1, 'guest ' || n % 700, t.id, 'band ' || n % 500,
           CASE WHEN n % 4 = 0 THEN 'rejected' ELSE 'played' END, CASE WHEN n % 4 = 0 THEN 'staff' END, at, at
         FROM (SELECT n, now() - n * interval '10 minutes' AS at FROM generate_series(1, $2::integer) n) s
         JOIN LATERAL (SELECT id FROM playlist.known_tracks WHERE venue_id = $1 ORDER BY id OFFSET n % 100 LIMIT 1) t
           ON true`,
        [each.id, old.requests],
      );
      await fillRest(each);
    }
    await system.database.query('ANALYZE');
  });
  afterAll(() => system.stop());

  /** What was heard and liked, what staff queued, and what other guests wait for. */
  async function fillRest({ id }: TestVenue): Promise<void> {
    const tracks = `FROM playlist.known_tracks WHERE venue_id = $1`;
    for (const sql of [
      `INSERT INTO playlist.last_plays (venue_id, track_id, played_at) SELECT $1, id, now() ${tracks}`,
      `INSERT INTO playlist.vote_counts (venue_id, track_id, votes, vote_version) SELECT $1, id, 1, 1 ${tracks}`,
      `INSERT INTO playlist.queue_items (item_id, venue_id, lane, position, salt, track_id, source, added_at)
       SELECT gen_random_uuid(), $1, 0, row_number() OVER () * 1048576, 1, id, 'queue', now() ${tracks}`,
      `INSERT INTO playlist.song_requests
         (id, venue_id, requester_id, track_id, artist_key, status, created_at, updated_at)
       SELECT gen_random_uuid(), $1, 'guest ' || row_number() OVER (), id, 'x', 'pending', now(), now()
       ${tracks} ORDER BY id LIMIT 400`,
      `UPDATE playlist.venue_playback SET active_count = 2000 WHERE venue_id = $1`,
    ])
      await system.database.query(sql, [id]);
  }

  const sequential = /Seq Scan on (song_requests|queue_items|known_tracks|last_plays|vote_counts)/;
  async function expectIndexes(work: () => Promise<unknown>, table: RegExp): Promise<void> {
    const plans = await explain(system, await statementsOf(work, table));
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) expect(plan).not.toMatch(sequential);
  }

  it('are asked for, decided, taken back and shown by indexes alone', async () => {
    const [first, second] = await venue.library(2);
    const guest = new Guest(system, venue.id);
    const asked: string[] = [];
    const tables = /song_requests|last_plays|vote_counts|PRECEDING/;
    await expectIndexes(async () => asked.push((await guest.ask(first!)).request.id), tables);
    await expectIndexes(async () => asked.push((await guest.ask(second!)).request.id), tables);
    await expectIndexes(() => venue.asOwner.request(approveRequest, { id: asked[0]! }), tables);
    await expectIndexes(() => guest.mine(), tables);
    await expectIndexes(() => venue.command('PLAY'), tables);
    await expectIndexes(() => guest.caller.request(withdrawRequest, { id: asked[1]! }), tables);
    await expectIndexes(() => venue.asOwner.request(listRequests, { venueId: venue.id, status: 'open' }), tables);
    await expectIndexes(() => venue.asOwner.request(listRequests, { venueId: venue.id, pageSize: 10 }), /LIMIT/);
    const { request } = await new Guest(system, venue.id).ask((await venue.library(1))[0]!);
    await venue.asOwner.request(approveRequest, { id: request.id });
    const clear = (list: 'both' | 'priority') => () => venue.asOwner.request(clearQueue, { venueId: venue.id, list });
    await expectIndexes(clear('both'), /request_id/);
    await expectIndexes(clear('priority'), /song_requests/);
  });
});
