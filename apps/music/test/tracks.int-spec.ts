import { randomUUID } from 'node:crypto';
import {
  audioProcessed,
  createTrack,
  deleteTrack,
  exportTracks,
  getTrack,
  getTrackSummaries,
  processAudio,
  streamTrack,
  trackCreated,
  trackDeleted,
  trackUpdated,
  updateTrack,
  type AudioAnalysis,
  type PayloadOf,
  type Track,
} from '@djamms/contracts';
import { MediaSigner } from '@djamms/platform';
import { eventually, ownerIdentity, startTestSystem, userIdentity, type TestSystem } from '@djamms/testing';
import { musicService } from '../src/service';
import { addTrack, newTrack } from './library';

const analysis: AudioAnalysis = {
  duration: 181.5,
  cueIn: 0.2,
  realEndOffset: 178.25,
  loudnessLufs: -13.4,
  truePeakDb: -0.8,
  bitrate: 192_000,
};

describe('tracks', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startTestSystem({ services: [musicService], env: { CDN_BASE_URL: 'https://cdn.example.com/' } });
  });
  afterAll(() => system.stop());

  const processed = (track: Track, overrides: Partial<PayloadOf<typeof audioProcessed>> = {}) => ({
    trackId: track.id,
    fileId: track.fileId ?? '',
    venueId: track.venueId ?? '',
    tags: {},
    analysis,
    thumbnailUrl: null,
    failures: [],
    ...overrides,
  });

  describe('adding an upload', () => {
    it('gives the track, tells everybody, and queues its analysis once', async () => {
      const owner = ownerIdentity();
      const input = newTrack(owner);
      const track = await system.as(owner).request(createTrack, input);
      expect(track).toMatchObject({
        ...input.tags,
        id: input.id,
        processing: 'pending',
        version: 1,
        fileSize: 3_000_000,
      });
      await eventually(() => {
        const told = system.messages.heard(trackCreated).filter(({ payload }) => payload.track.id === track.id);
        expect(told).toHaveLength(1);
        expect(told[0]?.envelope).toMatchObject({ venueId: owner.venueId, actor: { userId: owner.userId } });
        expect(system.messages.queued(processAudio)).toContainEqual({
          trackId: track.id,
          fileId: input.fileId,
          venueId: owner.venueId,
        });
      });
    });

    it('names the track that is the same file already', async () => {
      const owner = ownerIdentity();
      const input = newTrack(owner);
      const first = await system.as(owner).request(createTrack, input);
      const again = system.as(owner).request(createTrack, { ...input, id: randomUUID(), fileId: randomUUID() });
      await expect(again).rejects.toMatchObject({
        code: 'track_exists',
        details: { context: { trackId: first.id, title: first.title } },
      });
    });

    it('keeps one track when the same file arrives many times at once', async () => {
      const owner = ownerIdentity();
      const input = newTrack(owner);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () =>
          system.as(owner).request(createTrack, { ...input, id: randomUUID(), fileId: randomUUID() }),
        ),
      );
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason as unknown);
      expect(refused).toEqual(Array(7).fill(expect.objectContaining({ code: 'track_exists' })));
    });

    it('gives the same track when the call is repeated', async () => {
      const owner = ownerIdentity();
      const input = newTrack(owner);
      const first = await system.as(owner).request(createTrack, input);
      await expect(system.as(owner).request(createTrack, input)).resolves.toEqual(first);
    });

    it('lets two venues own the same file, and a venue add it again after deleting it', async () => {
      const [one, two] = [ownerIdentity(), ownerIdentity()];
      const input = newTrack(one);
      await system.as(one).request(createTrack, input);
      await system.as(two).request(createTrack, { ...newTrack(two), sha256: input.sha256 });
      await system.as(one).request(deleteTrack, { id: input.id });
      const back = await system.as(one).request(createTrack, { ...input, id: randomUUID() });
      expect(back.id).not.toBe(input.id);
    });

    it('is refused for a venue the caller does not belong to, and for guests', async () => {
      const owner = ownerIdentity();
      const other = system.as(ownerIdentity()).request(createTrack, newTrack(owner));
      await expect(other).rejects.toMatchObject({ code: 'venue_not_found' });
      const guest = userIdentity({ role: 'guest', venues: { [owner.venueId]: 'staff' } });
      await expect(system.as(guest).request(createTrack, newTrack(owner))).rejects.toMatchObject({ code: 'forbidden' });
      await expect(system.as().request(createTrack, newTrack(owner))).rejects.toMatchObject({
        code: 'unauthenticated',
      });
    });
  });

  describe('another venue’s track', () => {
    it('does not exist: not to read, stream, change or delete', async () => {
      const track = await addTrack(system, ownerIdentity());
      const stranger = system.as(ownerIdentity());
      const { id } = track;
      const missing = { code: 'track_not_found', status: 404 };
      await expect(stranger.request(getTrack, { id })).rejects.toMatchObject(missing);
      await expect(stranger.request(streamTrack, { id })).rejects.toMatchObject(missing);
      await expect(stranger.request(updateTrack, { id, title: 'Mine' })).rejects.toMatchObject(missing);
      await expect(stranger.request(deleteTrack, { id })).rejects.toMatchObject(missing);
      await expect(stranger.request(getTrack, { id: randomUUID() })).rejects.toMatchObject(missing);
      await expect(stranger.request(getTrack, { id: 'x' })).rejects.toMatchObject({ code: 'invalid_request' });
    });

    it('is left out of summaries, and a foreign venue is refused', async () => {
      const [one, two] = [ownerIdentity(), ownerIdentity()];
      const [mine, second, theirs] = [
        await addTrack(system, one),
        await addTrack(system, one),
        await addTrack(system, two),
      ];
      const ids = [second.id, theirs.id, randomUUID(), mine.id];
      const { items } = await system.as(one).request(getTrackSummaries, { venueId: one.venueId, ids });
      expect(items.map(({ id }) => id)).toEqual([second.id, mine.id]);
      const foreign = system.as(one).request(getTrackSummaries, { venueId: two.venueId, ids });
      await expect(foreign).rejects.toMatchObject({ code: 'venue_not_found' });
    });
  });

  describe('shared tracks', () => {
    it('are seen by every venue and changed only by an admin', async () => {
      const owner = ownerIdentity();
      const { id } = await addTrack(system, owner);
      await system.database.query('UPDATE music.tracks SET venue_id = NULL WHERE id = $1', [id]);
      const stranger = ownerIdentity();
      await expect(system.as(stranger).request(getTrack, { id })).resolves.toMatchObject({ id, venueId: null });
      const change = { id, title: 'Changed' };
      await expect(system.as(stranger).request(updateTrack, change)).rejects.toMatchObject({ code: 'forbidden' });
      const admin = system.as(userIdentity({ role: 'admin' }));
      await expect(admin.request(updateTrack, change)).resolves.toMatchObject({ title: 'Changed' });
      await admin.request(deleteTrack, { id });
    });
  });

  describe('changing a track', () => {
    it('stores what is given, raises the version and tells which fields changed', async () => {
      const owner = ownerIdentity();
      const track = await addTrack(system, owner, { album: 'Old' });
      const change = { id: track.id, title: 'New title', album: null, year: 1984, artist: track.artist, version: 1 };
      const changed = await system.as(owner).request(updateTrack, change);
      expect(changed).toMatchObject({ title: 'New title', album: null, year: 1984, version: 2 });
      await eventually(() => {
        const told = system.messages.heard(trackUpdated).find(({ payload }) => payload.track.id === track.id);
        expect(told?.payload.fields.toSorted()).toEqual(['album', 'title', 'year']);
      });
    });

    it('refuses a change of an outdated version, and lets one of two simultaneous changes win', async () => {
      const owner = ownerIdentity();
      const { id } = await addTrack(system, owner);
      const results = await Promise.allSettled(
        ['One', 'Two'].map((title) => system.as(owner).request(updateTrack, { id, title, version: 1 })),
      );
      const refused = results.filter(({ status }) => status === 'rejected');
      expect(refused).toEqual([
        expect.objectContaining({ reason: expect.objectContaining({ code: 'track_changed', status: 409 }) }),
      ]);
      await expect(system.as(owner).request(getTrack, { id })).resolves.toMatchObject({ version: 2 });
    });

    it('is nothing new when nothing differs', async () => {
      const owner = ownerIdentity();
      const track = await addTrack(system, owner);
      const same = await system.as(owner).request(updateTrack, { id: track.id, title: track.title });
      expect(same).toEqual(track);
    });

    it('refuses control characters and impossible years', async () => {
      const owner = ownerIdentity();
      const { id } = await addTrack(system, owner);
      for (const change of [{ title: 'a\u0000b' }, { title: ' ' }, { year: 12_345 }, { isrc: 'nonsense' }]) {
        const asked = system.as(owner).request(updateTrack, { id, ...change });
        await expect(asked).rejects.toMatchObject({ code: 'invalid_request' });
      }
    });
  });

  describe('the end of processing', () => {
    it('brings tags, measurements and the cover, and makes the track ready', async () => {
      const owner = ownerIdentity();
      const track = await addTrack(system, owner);
      const tags = { title: 'Real title', artist: 'Real artist', year: 2001 };
      const thumbnailUrl = '/media/images/x/600.jpg';
      await system.messages.publish(audioProcessed, processed(track, { tags, thumbnailUrl }));
      await eventually(async () => {
        const found = await system.as(owner).request(getTrack, { id: track.id });
        expect(found).toMatchObject({ ...tags, ...analysis, thumbnailUrl, processing: 'ready', version: 2 });
      });
    });

    it('leaves alone what staff typed, whether after or with the upload', async () => {
      const owner = ownerIdentity();
      const track = await addTrack(system, owner, { genre: 'Jazz' }, { typedFields: ['genre'] });
      await system.as(owner).request(updateTrack, { id: track.id, title: 'As staff likes it' });
      const tags = { title: 'From the file', artist: 'From the file', genre: 'Other' };
      await system.messages.publish(audioProcessed, processed(track, { tags }));
      await eventually(async () => {
        const found = await system.as(owner).request(getTrack, { id: track.id });
        expect(found).toMatchObject({ title: 'As staff likes it', artist: 'From the file', genre: 'Jazz', version: 3 });
      });
    });

    it('acts once when it is delivered twice', async () => {
      const owner = ownerIdentity();
      const [track, last] = [await addTrack(system, owner), await addTrack(system, owner)];
      const id = randomUUID();
      await system.messages.publish(audioProcessed, processed(track), { id });
      await system.messages.publish(audioProcessed, processed(track), { id });
      await system.messages.publish(audioProcessed, processed(last));
      await eventually(async () => {
        await expect(system.as(owner).request(getTrack, { id: last.id })).resolves.toMatchObject({ version: 2 });
      });
      await expect(system.as(owner).request(getTrack, { id: track.id })).resolves.toMatchObject({ version: 2 });
    });

    it('says why it failed, and the track keeps what it had', async () => {
      const owner = ownerIdentity();
      const track = await addTrack(system, owner);
      const nothing = {
        duration: null,
        cueIn: null,
        realEndOffset: null,
        loudnessLufs: null,
        truePeakDb: null,
        bitrate: null,
      };
      await system.messages.publish(
        audioProcessed,
        processed(track, { analysis: nothing, failures: ['ffmpeg crashed'] }),
      );
      await eventually(async () => {
        const found = await system.as(owner).request(getTrack, { id: track.id });
        expect(found).toMatchObject({ processing: 'failed', processingError: 'ffmpeg crashed', duration: 180 });
      });
    });

    it('ignores a deleted track and a file the track does not have', async () => {
      const owner = ownerIdentity();
      const [deleted, kept, last] = [
        await addTrack(system, owner),
        await addTrack(system, owner),
        await addTrack(system, owner),
      ];
      await system.as(owner).request(deleteTrack, { id: deleted.id });
      await system.messages.publish(audioProcessed, processed(deleted));
      await system.messages.publish(audioProcessed, processed(kept, { fileId: randomUUID() }));
      await system.messages.publish(audioProcessed, processed(last));
      await eventually(async () => {
        await expect(system.as(owner).request(getTrack, { id: last.id })).resolves.toMatchObject({
          processing: 'ready',
        });
      });
      await expect(system.as(owner).request(getTrack, { id: kept.id })).resolves.toMatchObject({
        processing: 'pending',
      });
    });
  });

  describe('deleting a track', () => {
    it('takes it out of the library once, and tells which file is free', async () => {
      const owner = ownerIdentity();
      const { id, fileId, title } = await addTrack(system, owner);
      await expect(system.as(owner).request(deleteTrack, { id })).resolves.toEqual({ success: true });
      await expect(system.as(owner).request(deleteTrack, { id })).rejects.toMatchObject({ code: 'track_not_found' });
      await expect(system.as(owner).request(getTrack, { id })).rejects.toMatchObject({ code: 'track_not_found' });
      await eventually(() => {
        const told = system.messages.heard(trackDeleted).map(({ payload }) => payload);
        expect(told).toContainEqual({ trackId: id, venueId: owner.venueId, fileId, title });
      });
    });
  });

  describe('streaming', () => {
    it('gives a signed address on the CDN that works for hours', async () => {
      const owner = ownerIdentity();
      const { id, fileId } = await addTrack(system, owner);
      const { url, expiresAt } = await system.as(owner).request(streamTrack, { id });
      const parsed = new URL(url);
      expect(parsed.origin + parsed.pathname).toBe(`https://cdn.example.com/media/audio/${fileId}`);
      const query = Object.fromEntries(parsed.searchParams);
      expect(system.get('music', MediaSigner).verify(parsed.pathname, query)).toBe(true);
      expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(5 * 3_600_000);
    });

    it('says that a track without a file can not be streamed', async () => {
      const owner = ownerIdentity();
      const { id } = await addTrack(system, owner);
      await system.database.query(`UPDATE music.tracks SET file_id = NULL, source = 'youtube' WHERE id = $1`, [id]);
      await expect(system.as(owner).request(streamTrack, { id })).rejects.toMatchObject({
        code: 'track_not_streamable',
      });
    });
  });

  it('exports every track once, in pages, to services only', async () => {
    const owner = ownerIdentity();
    const made = [await addTrack(system, owner), await addTrack(system, owner), await addTrack(system, owner)];
    const exported: string[] = [];
    for (let after: string | undefined; ; after = exported.at(-1)) {
      const { items } = await system
        .asService('search')
        .request(exportTracks, { limit: 2, ...(after ? { after } : {}) });
      if (items.length === 0) break;
      exported.push(...items.map(({ id }) => id));
    }
    expect(new Set(exported).size).toBe(exported.length);
    expect(exported).toEqual(expect.arrayContaining(made.map(({ id }) => id)));
    await expect(system.as(owner).request(exportTracks, {})).rejects.toMatchObject({ code: 'forbidden' });
  });
});
