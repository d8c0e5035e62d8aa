import { randomUUID } from 'node:crypto';
import {
  approveRequest,
  createRequest,
  defaultRequestRules,
  listMyRequests,
  listRequests,
  playbackChanged,
  rejectRequest,
  updateRequestRules,
  withdrawRequest,
  type RealtimeMessage,
  type TrackSummary,
} from '@djamms/contracts';
import { Clock } from '@djamms/platform';
import { eventually, ownerIdentity, userIdentity, type TestSystem } from '@djamms/testing';
import { Guest } from './guest';
import { startPlaylistSystem, TestVenue } from './venue';

describe('what guests may ask for', () => {
  let system: TestSystem;
  let later = 0;
  beforeAll(async () => {
    system = await startPlaylistSystem();
    jest.spyOn(system.get('playlist', Clock), 'now').mockImplementation(() => new Date(Date.now() + later));
  });
  beforeEach(() => {
    later = 0;
  });
  afterAll(() => system.stop());

  const messagesOf = (venue: TestVenue): { revision: number; message: RealtimeMessage }[] =>
    system.messages
      .heard(playbackChanged)
      .filter(({ payload }) => payload.venueId === venue.id)
      .flatMap(({ payload: { revision, messages } }) =>
        messages.map((message) => ({ revision, message: message as RealtimeMessage })),
      );
  async function playing(count = 2): Promise<{ venue: TestVenue; tracks: TrackSummary[] }> {
    const venue = new TestVenue(system);
    return { venue, tracks: await venue.playing(count) };
  }

  it('keeps all limits when fifty guests ask at the same moment', async () => {
    const { venue, tracks } = await playing(2);
    const famous = await venue.library(50, { artist: 'Björk' });
    const answers = await Promise.allSettled(
      famous.map((track, index) => new Guest(system, venue.id).ask({ ...track, artist: `x${index}` })),
    );
    const refusals = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    expect(refusals).toHaveLength(47);
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        code: 'request_artist_limit',
        status: 422,
        details: { context: { artist: 'Björk', limit: 3, minutes: 30, askAgainAt: expect.any(String) } },
      });
    const same = await Promise.allSettled(
      Array.from({ length: 50 }, () => new Guest(system, venue.id).ask(tracks[1]!)),
    );
    expect(same.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const greedy = new Guest(system, venue.id);
    const many = await venue.library(20);
    const wishes = await Promise.allSettled(many.map((track) => greedy.ask(track)));
    expect(wishes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await venue.state()).queue.priority_total).toBe(7);
  });

  it('counts an artist without case and accents, and lets ask again when the time is over', async () => {
    const { venue } = await playing(1);
    const names = ['Beyoncé', 'BEYONCE', 'beyonce', 'Beyonce'];
    const songs = await Promise.all(names.map(async (artist) => (await venue.library(1, { artist }))[0]!));
    for (const song of songs.slice(0, 3)) await new Guest(system, venue.id).ask(song);
    const late = new Guest(system, venue.id);
    await expect(late.ask(songs[3]!)).rejects.toMatchObject({ code: 'request_artist_limit' });
    later = 31 * 60_000;
    expect(await late.ask(songs[3]!)).toMatchObject({ request: { status: 'queued' } });
  });

  it('asks once, however often it is sent or pressed', async () => {
    const { venue, tracks } = await playing(3);
    const guest = new Guest(system, venue.id);
    const commandId = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => guest.ask(tracks[1]!, { commandId })));
    expect(answers.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true, true]);
    expect(new Set(answers.map(({ request }) => request.id)).size).toBe(1);
    expect(await guest.ask(tracks[1]!)).toMatchObject({ duplicate: true, request: { id: answers[0]!.request.id } });
    await venue.end();
    await venue.end();
    // Also when it is over: the command was acted on.
    expect(await guest.ask(tracks[1]!, { commandId })).toMatchObject({
      duplicate: true,
      request: { status: 'played' },
    });
    const other = new Guest(system, venue.id);
    expect(await other.ask(tracks[2]!, { commandId })).toMatchObject({ duplicate: false });
  });

  it('says why it refuses, in words for guests', async () => {
    const { venue, tracks } = await playing(2);
    const [long, unmeasured] = [
      (await venue.library(1, { duration: 370 }))[0]!,
      (await venue.library(1, { duration: 0 }))[0]!,
    ];
    const guest = new Guest(system, venue.id);
    await expect(guest.ask(tracks[0]!)).rejects.toMatchObject({ code: 'request_already_playing' });
    await expect(guest.ask(long)).rejects.toMatchObject({
      code: 'request_too_long',
      detail: 'Songs of up to 5:00 minutes can be asked for here, and this one takes 6:10. Pick another one.',
      details: { context: { maxDuration: 300, duration: 370 } },
    });
    await expect(guest.ask(unmeasured)).rejects.toMatchObject({ code: 'request_too_long' });
    await venue.add(tracks[1]!, { position: 'next' });
    await expect(guest.ask(tracks[1]!)).rejects.toMatchObject({ code: 'request_already_waiting' });
    await expect(guest.ask({ id: randomUUID() })).rejects.toMatchObject({ code: 'queue_track_unknown' });
    const nothing = guest.caller.request(createRequest, { venueId: venue.id, song: { title: 'Hello' } });
    await expect(nothing).rejects.toMatchObject({ code: 'invalid_request' });
    const { revision } = await venue.state();
    await venue.changeRules({ is_open: false });
    const [other] = await venue.library(1);
    await expect(guest.ask(other!)).rejects.toMatchObject({ code: 'requests_closed' });
    expect((await venue.state()).revision).toBe(revision + 1);
  });

  it('does not repeat what was played a short while ago, where the venue wants that', async () => {
    const { venue, tracks } = await playing(2);
    await venue.add(tracks[1]!);
    await venue.changeRules({ replay_minutes: 60 });
    later = 170_000;
    await venue.end();
    const guest = new Guest(system, venue.id);
    await expect(guest.ask(tracks[0]!)).rejects.toMatchObject({ code: 'request_played_lately' });
    later += 61 * 60_000;
    expect(await guest.ask(tracks[0]!)).toMatchObject({ request: { status: 'queued' } });
  });

  it('lets a payment buy one request, ever', async () => {
    const [here, there] = [await playing(3), await playing(2)];
    const paymentId = `pi_${randomUUID()}`;
    const paid = await new Guest(system, here.venue.id).ask(here.tracks[1]!, { paymentId });
    expect(paid.request).toMatchObject({ paymentId, credit: 0 });
    for (const [venue, track] of [
      [here.venue, here.tracks[2]!],
      [there.venue, there.tracks[1]!],
    ] as const)
      await expect(new Guest(system, venue.id).ask(track, { paymentId })).rejects.toMatchObject({
        code: 'payment_used',
        status: 409,
      });
    await eventually(() =>
      expect(messagesOf(here.venue).filter(({ message }) => message.type === 'REQUEST_UPDATE')).toMatchObject([
        { message: { payload: { paymentId: null } } },
      ]),
    );
  });

  it('changes the rules that are named, tells everybody, and has defaults for rules that came later', async () => {
    const venue = new TestVenue(system);
    expect((await venue.state()).requestRules).toEqual(defaultRequestRules);
    expect(await venue.changeRules({ max_per_artist: 1 })).toEqual({ ...defaultRequestRules, max_per_artist: 1 });
    await venue.changeRules({ max_per_artist: 1 });
    expect(await venue.state()).toMatchObject({ revision: 1, requestRules: { max_per_artist: 1, max_duration: 300 } });
    await eventually(() =>
      expect(messagesOf(venue)).toMatchObject([
        { revision: 1, message: { type: 'REQUEST_RULES_UPDATE', payload: { rules: { max_per_artist: 1 } } } },
      ]),
    );
    await expect(venue.changeRules({ max_duration: 1 })).rejects.toMatchObject({ code: 'invalid_request' });
    await system.database.query(
      `UPDATE playlist.venue_playback SET request_rules = '{"is_open": false}' WHERE venue_id = $1`,
      [venue.id],
    );
    expect((await venue.state()).requestRules).toEqual({ ...defaultRequestRules, is_open: false });
  });

  it('belongs to its venue and its guest alone', async () => {
    const { venue, tracks } = await playing(3);
    await venue.changeRules({ needs_approval: true });
    const guest = new Guest(system, venue.id);
    const { request } = await guest.ask(tracks[1]!);
    const stranger = new Guest(system, randomUUID());
    const neighbour = new Guest(system, venue.id);
    const song = { trackId: tracks[2]!.id };
    const notFound = { code: 'venue_not_found', status: 404 };
    await expect(stranger.caller.request(createRequest, { venueId: venue.id, song })).rejects.toMatchObject(notFound);
    await expect(stranger.caller.request(listMyRequests, { venueId: venue.id })).rejects.toMatchObject(notFound);
    const unknown = { code: 'request_not_found', status: 404 };
    for (const { caller } of [stranger, neighbour])
      await expect(caller.request(withdrawRequest, { id: request.id })).rejects.toMatchObject(unknown);
    const rival = system.as(ownerIdentity());
    await expect(rival.request(approveRequest, { id: request.id })).rejects.toMatchObject(unknown);
    await expect(rival.request(rejectRequest, { id: request.id })).rejects.toMatchObject(unknown);
    await expect(rival.request(approveRequest, { id: randomUUID() })).rejects.toMatchObject(unknown);
    await expect(rival.request(listRequests, { venueId: venue.id })).rejects.toMatchObject(notFound);
    await expect(rival.request(updateRequestRules, { id: venue.id, is_open: false })).rejects.toMatchObject(notFound);
    const nobody = system.as();
    for (const attempt of [
      guest.caller.request(approveRequest, { id: request.id }),
      guest.caller.request(rejectRequest, { id: request.id }),
      guest.caller.request(listRequests, { venueId: venue.id }),
      guest.caller.request(updateRequestRules, { id: venue.id, is_open: false }),
      nobody.request(createRequest, { venueId: venue.id, song }),
      nobody.request(listMyRequests, { venueId: venue.id }),
    ])
      await expect(attempt).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await guest.state()).toMatchObject({ venueId: venue.id, alerts: [] });
    await expect(stranger.state(venue.id)).rejects.toMatchObject(notFound);
    const requesterId = guest.identity.guestId;
    const visitor = system.as(userIdentity({ role: 'guest', venues: { [venue.id]: 'staff' } }));
    const inAnothersName = visitor.request(createRequest, { venueId: venue.id, song, requesterId });
    await expect(inAnothersName).rejects.toMatchObject({ code: 'forbidden' });
    const byStaff = await venue.asOwner.request(createRequest, { venueId: venue.id, song, requesterId: 'table 7' });
    expect(byStaff.request).toMatchObject({ requesterId: 'table 7', status: 'pending' });
    const forged = await neighbour.caller.request(createRequest, { venueId: venue.id, song, requesterId: 'x' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(forged).toMatchObject({ code: 'request_already_waiting' });
  });
});
