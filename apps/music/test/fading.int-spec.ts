import { fadePopularity, getTrack, popularityFaded, type Track } from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, type TestSystem } from '@djamms/testing';
import { DataSource } from 'typeorm';
import { fadeSql } from '../src/plays/popularity-fading.controller';
import { musicService } from '../src/service';
import { addTrack, type Owner } from './library';

describe('the popularity of what nobody plays', () => {
  let system: TestSystem;
  let owner: Owner;
  beforeAll(async () => {
    system = await startTestSystem({ services: [musicService] });
    owner = ownerIdentity();
  });
  afterAll(() => system.stop());
  beforeEach(() => system.database.query('UPDATE music.tracks SET popularity = 0, popularity_at = NULL'));

  /** A track that had this popularity so many days ago. */
  async function popular(popularity: number, days: number): Promise<Track> {
    const track = await addTrack(system, owner);
    await system.database.query(
      `UPDATE music.tracks SET popularity = $2, play_count = 7, popularity_at = now() - make_interval(days => $3)
        WHERE id = $1`,
      [track.id, popularity, days],
    );
    return track;
  }
  const popularityOf = async ({ id }: Track) => (await system.as(owner).request(getTrack, { id })).popularity;
  const fade = () => system.asService('scheduler').request(fadePopularity, {});

  it('halves within a month, ends some day, and is no new version of the track', async () => {
    const [month, halfYear, ages, fresh] = [
      await popular(8, 30),
      await popular(2, 300),
      await popular(1e9, 36_500),
      await popular(5, 0),
    ];
    await expect(fade()).resolves.toEqual({ faded: 3 });
    expect(await popularityOf(month)).toBeCloseTo(4, 3);
    expect(await popularityOf(halfYear)).toBe(0);
    expect(await popularityOf(ages)).toBe(0);
    expect(await popularityOf(fresh)).toBe(5);
    expect((await system.as(owner).request(getTrack, { id: month.id })).version).toBe(month.version);
    await expect(fade()).resolves.toEqual({ faded: 0 });
    // Told before the next test counts what is told.
    await eventually(() => expect(told(0)).toHaveLength(3));
  });

  it('is told in few messages, each track once, also when two ask at once', async () => {
    await system.database.query(
      `INSERT INTO music.tracks (id, title, artist, duration, source, popularity, popularity_at)
       SELECT gen_random_uuid(), 'Song ' || n, 'Band', 180, 'file', 4, now() - interval '60 days'
         FROM generate_series(1, 1200) AS n`,
    );
    const before = system.messages.heard(popularityFaded).length;
    const [one, other] = await Promise.all([fade(), fade()]);
    const rest = await fade();
    expect(one.faded + other.faded + rest.faded).toBe(1_200);
    // The relay publishes in the order of the commits: what is heard after this track's news is all there is.
    const last = await popular(4, 30);
    await fade();
    await eventually(() => expect(told(before).map(({ trackId }) => trackId)).toContain(last.id));
    expect(system.messages.heard(popularityFaded).length - before).toBeLessThanOrEqual(6);
    const ids = told(before).map(({ trackId }) => trackId);
    expect(new Set(ids).size).toBe(1_201);
    expect(ids).toHaveLength(1_201);
    expect(told(before).every(({ popularity }) => popularity < 2.1)).toBe(true);
  });

  it('is asked for by services only, and finds what is due by its index', async () => {
    await expect(system.as(owner).request(fadePopularity, {})).rejects.toMatchObject({ code: 'forbidden' });
    const database = system.get('music', DataSource);
    await database.query('ANALYZE tracks');
    const plan = await database.transaction(async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off');
      return manager.query<Record<string, string>[]>(`EXPLAIN ${fadeSql}`, [new Date(), 500]);
    });
    expect(JSON.stringify(plan)).toContain('tracks_fading');
  });

  const told = (before: number) =>
    system.messages
      .heard(popularityFaded)
      .slice(before)
      .flatMap(({ payload }) => payload.tracks);
});
