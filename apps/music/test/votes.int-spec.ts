import { randomUUID } from 'node:crypto';
import {
  anonymous,
  deleteTrack,
  listMyVotes,
  trackVoted,
  voteTrack,
  type GuestIdentity,
  type Identity,
  type Track,
} from '@djamms/contracts';
import { eventually, ownerIdentity, startTestSystem, type TestSystem } from '@djamms/testing';
import { musicService } from '../src/service';
import { addTrack, type Owner } from './library';

describe('likes', () => {
  let system: TestSystem;
  let owner: Owner;
  let track: Track;
  beforeAll(async () => {
    system = await startTestSystem({ services: [musicService] });
  });
  afterAll(() => system.stop());
  beforeEach(async () => {
    owner = ownerIdentity();
    track = await addTrack(system, owner);
  });

  const guestOf = (venueId = owner.venueId): GuestIdentity => ({ kind: 'guest', guestId: randomUUID(), venueId });
  const vote = (who: Identity, voteType: 'like' | 'unlike' = 'like', trackId = track.id, venueId = owner.venueId) =>
    system.as(who).request(voteTrack, { venueId, trackId, voteType });
  const mine = async (who: Identity) =>
    (await system.as(who).request(listMyVotes, { venueId: owner.venueId })).trackIds;
  const told = (trackId = track.id) =>
    system.messages
      .heard(trackVoted)
      .map(({ payload }) => payload)
      .filter((payload) => payload.trackId === trackId);
  const share = (trackId: string) =>
    system.database.query(`UPDATE music.tracks SET venue_id = NULL WHERE id = '${trackId}'`);

  it('count once for each guest and user, and are told with each change only', async () => {
    const guest = guestOf();
    await expect(vote(guest)).resolves.toEqual({ success: true, trackId: track.id, isLiked: true, voteCount: 1 });
    await expect(vote(guest)).resolves.toMatchObject({ isLiked: true, voteCount: 1 });
    await expect(vote(owner)).resolves.toMatchObject({ voteCount: 2 });
    await expect(vote(guestOf(), 'unlike')).resolves.toMatchObject({ isLiked: false, voteCount: 2 });
    await expect(vote(guest, 'unlike')).resolves.toMatchObject({ isLiked: false, voteCount: 1 });
    await eventually(() => expect(told()).toHaveLength(3));
    expect(told().map(({ voteCount, voteVersion }) => [voteCount, voteVersion])).toEqual([
      [1, 1],
      [2, 2],
      [1, 3],
    ]);
    expect(told()[0]).toMatchObject({ venueId: owner.venueId, trackId: track.id });
  });

  it('count right whatever comes at once', async () => {
    const guests = Array.from({ length: 12 }, () => guestOf());
    await Promise.all(guests.flatMap((guest) => [vote(guest), vote(guest), vote(guest)]));
    await expect(vote(guests[0]!)).resolves.toMatchObject({ voteCount: 12 });
    await Promise.all(guests.slice(0, 5).flatMap((guest) => [vote(guest, 'unlike'), vote(guest, 'unlike')]));
    await expect(vote(guests[11]!)).resolves.toMatchObject({ voteCount: 7 });
    await eventually(() => expect(told()).toHaveLength(17));
    const versions = told().map(({ voteVersion }) => voteVersion);
    expect(versions).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
    expect(told().at(-1)).toMatchObject({ voteCount: 7 });
  });

  it('are shown to who gave them, the newest first, without tracks that are gone', async () => {
    const guest = guestOf();
    const [second, third] = [await addTrack(system, owner), await addTrack(system, owner)];
    for (const { id } of [track, second, third]) await vote(guest, 'like', id);
    await vote(guestOf(), 'like', second.id);
    await vote(guest, 'unlike', second.id);
    await expect(mine(guest)).resolves.toEqual([third.id, track.id]);
    await system.as(owner).request(deleteTrack, { id: third.id });
    await expect(mine(guest)).resolves.toEqual([track.id]);
    await expect(mine(guestOf())).resolves.toEqual([]);
  });

  it('belong to one venue, also those of a track that all venues share', async () => {
    await share(track.id);
    const other = ownerIdentity();
    await vote(guestOf());
    await expect(vote(guestOf(other.venueId), 'like', track.id, other.venueId)).resolves.toMatchObject({
      voteCount: 1,
    });
    await expect(vote(owner)).resolves.toMatchObject({ voteCount: 2 });
  });

  it('find a track by its video, the venue’s own before a shared one', async () => {
    const shared = await addTrack(system, owner);
    await share(shared.id);
    const videoId = `v-${randomUUID()}`;
    await system.database.query(
      `UPDATE music.tracks SET video_id = '${videoId}' WHERE id IN ('${track.id}', '${shared.id}')`,
    );
    await expect(
      system.as(guestOf()).request(voteTrack, { venueId: owner.venueId, videoId, voteType: 'like' }),
    ).resolves.toMatchObject({ trackId: track.id, voteCount: 1 });
  });

  it('are refused for tracks and venues that are not the voter’s, and from nobody in particular', async () => {
    const other = ownerIdentity();
    const foreign = await addTrack(system, other);
    await expect(vote(guestOf(), 'like', foreign.id)).rejects.toMatchObject({ code: 'track_not_found' });
    await expect(vote(guestOf(), 'like', randomUUID())).rejects.toMatchObject({ code: 'track_not_found' });
    await expect(vote(guestOf(), 'like', foreign.id, other.venueId)).rejects.toMatchObject({ code: 'venue_not_found' });
    await expect(vote(other)).rejects.toMatchObject({ code: 'venue_not_found' });
    await expect(vote(anonymous)).rejects.toMatchObject({ status: 401 });
    await expect(vote({ kind: 'service', service: 'playlist' })).rejects.toMatchObject({ status: 403 });
    await expect(
      system.as(guestOf()).request(voteTrack, { venueId: owner.venueId, voteType: 'like' }),
    ).rejects.toMatchObject({ status: 400, details: { errors: [{ path: 'trackId' }] } });
  });
});
