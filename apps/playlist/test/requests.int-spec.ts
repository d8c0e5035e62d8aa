import {
  approveRequest,
  clearQueue,
  listRequests,
  playbackChanged,
  playbackSteered,
  rejectRequest,
  removeFromQueue,
  reportPlayerError,
  restoreQueue,
  songRequestChanged,
  songRequested,
  trackDeleted,
  withdrawRequest,
  type RealtimeMessage,
  type SongRequest,
  type TrackSummary,
} from '@djamms/contracts';
import { eventually, type TestSystem } from '@djamms/testing';
import { Guest } from './guest';
import { startPlaylistSystem, TestVenue } from './venue';

describe('a song request', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await startPlaylistSystem();
  });
  afterAll(() => system.stop());

  const messagesOf = (venue: TestVenue): { revision: number; message: RealtimeMessage }[] =>
    system.messages
      .heard(playbackChanged)
      .filter(({ payload }) => payload.venueId === venue.id)
      .flatMap(({ payload: { revision, messages } }) =>
        messages.map((message) => ({ revision, message: message as RealtimeMessage })),
      );
  const told = (venue: TestVenue, id: string): string[] =>
    messagesOf(venue).flatMap(({ message }) =>
      message.type === 'REQUEST_UPDATE' && message.payload.id === id ? [message.payload.status] : [],
    );
  const stored = async (venue: TestVenue, id: string): Promise<SongRequest> => {
    const { items } = await venue.asOwner.request(listRequests, { venueId: venue.id, pageSize: 200 });
    return items.find((request) => request.id === id)!;
  };
  async function playing(count = 2): Promise<{ venue: TestVenue; tracks: TrackSummary[] }> {
    const venue = new TestVenue(system);
    return { venue, tracks: await venue.playing(count) };
  }

  it('waits before the queue, plays and is played, and everybody is told each time', async () => {
    const { venue, tracks } = await playing(3);
    await venue.add(tracks[1]!);
    const guest = new Guest(system, venue.id);
    const { request, wait, duplicate } = await guest.ask(tracks[2]!);
    expect(duplicate).toBe(false);
    expect(request).toMatchObject({
      venueId: venue.id,
      requesterId: guest.identity.guestId,
      trackId: tracks[2]!.id,
      title: tracks[2]!.title,
      artist: tracks[2]!.artist,
      duration: 180,
      status: 'queued',
      ending: null,
      credit: 0,
    });
    // What is left of the current song: it sounds for 178 s.
    expect(wait).toMatchObject({ songsAhead: 1 });
    expect(wait!.seconds).toBeGreaterThan(100);
    expect(wait!.seconds).toBeLessThanOrEqual(178);
    expect((await venue.state()).queue.priority_queue).toMatchObject([
      { item_id: request.itemId, track_id: tracks[2]!.id, is_request: true, priority: 0, added_by_user_id: null },
    ]);
    await venue.end();
    expect(await stored(venue, request.id)).toMatchObject({ status: 'playing', itemId: request.itemId });
    await venue.end();
    expect(await stored(venue, request.id)).toMatchObject({ status: 'played', itemId: null });
    expect((await venue.state()).nowPlaying.track_id).toBe(tracks[1]!.id);
    await eventually(() => expect(told(venue, request.id)).toEqual(['queued', 'playing', 'played']));
    const asked = messagesOf(venue).filter(({ revision }) => revision === 4);
    expect(asked.map(({ message }) => message.type)).toEqual(['QUEUE_UPDATE', 'REQUEST_UPDATE']);
    // They follow the messages to windows.
    await eventually(() => {
      const facts = [...system.messages.heard(songRequested), ...system.messages.heard(songRequestChanged)]
        .filter(({ payload }) => payload.requestId === request.id)
        .map(({ payload }) => payload.status);
      expect(facts).toEqual(['queued', 'playing', 'played']);
    });
  });

  it('plays at once when music is wanted and there is none, and not in a venue that is silent', async () => {
    const venue = new TestVenue(system);
    const [first, second] = await venue.library(2);
    const guest = new Guest(system, venue.id);
    expect(await guest.ask(first!)).toMatchObject({
      request: { status: 'queued' },
      wait: { songsAhead: 0, seconds: null },
    });
    expect((await venue.state()).nowPlaying.state).toBe('stopped');
    await venue.command('PLAY');
    await venue.end();
    expect(await guest.ask(second!)).toMatchObject({ request: { status: 'playing' }, wait: null });
    expect((await venue.state()).nowPlaying).toMatchObject({ track_id: second!.id, state: 'playing' });
  });

  it('waits for staff where the venue wants that, and is decided once', async () => {
    const { venue, tracks } = await playing(5);
    await venue.changeRules({ needs_approval: true, max_waiting_per_guest: 10 });
    const guest = new Guest(system, venue.id);
    const [wanted, unwanted, regretted] = await Promise.all(tracks.slice(1, 4).map((track) => guest.ask(track)));
    expect(wanted).toMatchObject({ request: { status: 'pending', itemId: null }, wait: null });
    expect((await venue.state()).queue.priority_total).toBe(0);
    const approve = () => venue.asOwner.request(approveRequest, { id: wanted!.request.id });
    const approvals = await Promise.all([approve(), approve(), approve()]);
    expect(approvals.map(({ duplicate }) => duplicate).toSorted()).toEqual([false, true, true]);
    expect(approvals[0]).toMatchObject({ request: { status: 'queued' }, wait: { songsAhead: 1 } });
    const reject = { id: unwanted!.request.id, reason: 'Not tonight' };
    expect(await venue.asOwner.request(rejectRequest, reject)).toMatchObject({
      duplicate: false,
      request: { status: 'rejected', ending: 'staff', reason: 'Not tonight' },
    });
    expect(await venue.asOwner.request(rejectRequest, reject)).toMatchObject({ duplicate: true });
    await expect(venue.asOwner.request(approveRequest, { id: reject.id })).rejects.toMatchObject({
      code: 'request_decided',
      status: 409,
    });
    const withdraw = { id: regretted!.request.id };
    expect(await guest.caller.request(withdrawRequest, withdraw)).toMatchObject({
      request: { status: 'rejected', ending: 'guest' },
    });
    // What waits in the queue can be taken back too; what plays can not.
    expect(await guest.caller.request(withdrawRequest, { id: wanted!.request.id })).toMatchObject({
      request: { status: 'rejected', ending: 'guest', itemId: null },
    });
    expect((await venue.state()).queue.priority_total).toBe(0);
    const last = await guest.ask(tracks[4]!);
    await venue.asOwner.request(approveRequest, { id: last.request.id });
    await venue.end();
    const tooLate = guest.caller.request(withdrawRequest, { id: last.request.id });
    await expect(tooLate).rejects.toMatchObject({ code: 'request_decided' });
    await eventually(() => {
      const steered = system.messages.heard(playbackSteered).filter(({ payload }) => payload.venueId === venue.id);
      const actions = steered.map(({ payload }) => payload.action);
      expect(actions).toEqual(expect.arrayContaining(['song_request_approved', 'song_request_rejected']));
    });
  });

  it('keeps what staff agreed to until there is room for it', async () => {
    const { venue, tracks } = await playing(4);
    await venue.changeRules({ needs_approval: true });
    const guest = new Guest(system, venue.id);
    const asked = [await guest.ask(tracks[1]!), await guest.ask(tracks[2]!)];
    await venue.add(tracks[3]!);
    await system.database.query('UPDATE playlist.venue_playback SET active_count = 5000 WHERE venue_id = $1', [
      venue.id,
    ]);
    for (const { request } of asked)
      expect(await venue.asOwner.request(approveRequest, { id: request.id })).toMatchObject({
        request: { status: 'approved', itemId: null },
        wait: null,
      });
    await venue.asOwner.request(clearQueue, { venueId: venue.id, list: 'active' });
    expect((await venue.state()).queue.priority_queue.map(({ track_id }) => track_id)).toEqual([
      tracks[1]!.id,
      tracks[2]!.id,
    ]);
    for (const { request } of asked) expect(await stored(venue, request.id)).toMatchObject({ status: 'queued' });
  });

  it('keeps requests when the queue is cleared, and turns them down when staff clears the priority queue', async () => {
    const { venue, tracks } = await playing(4);
    const { request } = await new Guest(system, venue.id).ask(tracks[1]!);
    await venue.add(tracks[2]!, { position: 'next' });
    await venue.add(tracks[3]!);
    await venue.command('CLEAR_QUEUE');
    expect((await venue.state()).queue).toMatchObject({
      active_total: 0,
      priority_total: 1,
      priority_queue: [{ item_id: request.itemId }],
    });
    await venue.asOwner.request(clearQueue, { venueId: venue.id, list: 'priority' });
    expect(await stored(venue, request.id)).toMatchObject({ status: 'rejected', ending: 'cleared', itemId: null });
    expect((await venue.state()).queue.priority_total).toBe(0);
  });

  it('follows its song wherever it goes', async () => {
    const { venue, tracks } = await playing(5);
    const guest = new Guest(system, venue.id);
    const removed = await guest.ask(tracks[1]!);
    await venue.asOwner.request(removeFromQueue, { venueId: venue.id, itemId: removed.request.itemId! });
    expect(await stored(venue, removed.request.id)).toMatchObject({ status: 'rejected', ending: 'staff' });
    const back = await guest.ask(tracks[2]!);
    await venue.command('PLAY_NEXT');
    await venue.command('PLAY_PREVIOUS');
    const again = await stored(venue, back.request.id);
    expect(again.status).toBe('queued');
    expect(again.itemId).not.toBe(back.request.itemId);
    expect((await venue.state()).queue.priority_queue).toMatchObject([{ item_id: again.itemId, is_request: true }]);
    await venue.command('PLAY_NEXT');
    const failure = { venueId: venue.id, errorCode: 'decode', itemId: again.itemId! };
    await venue.asOwner.request(reportPlayerError, failure);
    expect(await stored(venue, back.request.id)).toMatchObject({ status: 'rejected', ending: 'unplayable' });
    expect((await guest.mine()).map(({ request }) => request.status)).toEqual(['rejected', 'rejected']);
  });

  it('comes back when staff undoes its removal, unless it was asked for anew', async () => {
    const { venue, tracks } = await playing(3);
    const guest = new Guest(system, venue.id);
    const kept = await guest.ask(tracks[1]!);
    const doubled = await guest.ask(tracks[2]!);
    const { revision } = await venue.asOwner.request(clearQueue, { venueId: venue.id, list: 'priority' });
    expect(await stored(venue, kept.request.id)).toMatchObject({ status: 'rejected', ending: 'cleared' });
    await guest.ask(tracks[2]!);
    await venue.asOwner.request(restoreQueue, { venueId: venue.id, revision });
    expect(await stored(venue, kept.request.id)).toMatchObject({ status: 'queued', ending: null });
    expect(await stored(venue, doubled.request.id)).toMatchObject({ status: 'rejected' });
    expect((await venue.state()).queue.priority_total).toBe(3);
    for (let index = 0; index < 4; index++) await venue.end();
    expect((await guest.mine()).map(({ request }) => request.status)).toEqual(['played', 'rejected', 'played']);
  });

  it('is turned down when its track leaves the library, unless it plays already', async () => {
    const { venue, tracks } = await playing(4);
    const guest = new Guest(system, venue.id);
    const onDeck = await guest.ask(tracks[1]!);
    await venue.end();
    const queued = await guest.ask(tracks[2]!);
    await venue.changeRules({ needs_approval: true });
    const pending = await guest.ask(tracks[3]!);
    for (const { id, title, fileId, venueId } of tracks.slice(1))
      await system.messages.publish(trackDeleted, { trackId: id, venueId, fileId, title });
    const gone = { status: 'rejected', ending: 'track_gone' };
    await eventually(async () => {
      expect(await stored(venue, queued.request.id)).toMatchObject(gone);
      expect(await stored(venue, pending.request.id)).toMatchObject(gone);
    });
    expect(await stored(venue, onDeck.request.id)).toMatchObject({ status: 'playing' });
    await venue.end();
    expect(await stored(venue, onDeck.request.id)).toMatchObject({ status: 'played' });
  });

  it('is listed for staff in pages, and for a guest with what they wait for', async () => {
    const { venue, tracks } = await playing(4);
    const guest = new Guest(system, venue.id);
    for (const track of tracks.slice(1)) await guest.ask(track);
    await venue.end();
    await venue.end();
    const list = (more: object) => venue.asOwner.request(listRequests, { venueId: venue.id, ...more });
    const titles = ({ items }: { items: SongRequest[] }) => items.map(({ title }) => title);
    const [first, second, third] = tracks.slice(1).map(({ title }) => title);
    const all = await list({ pageSize: 2 });
    expect([all.total, titles(all)]).toEqual([3, [third, second]]);
    expect(titles(await list({ pageSize: 2, page: 2 }))).toEqual([first]);
    expect(titles(await list({ status: 'open' }))).toEqual([third, second]);
    expect(titles(await list({ status: 'played' }))).toEqual([first]);
    const mine = await guest.mine();
    expect(mine.map(({ request, wait }) => [request.title, wait?.songsAhead ?? null])).toEqual([
      [third, 1],
      [second, null],
      [first, null],
    ]);
    await venue.command('PAUSE');
    expect((await guest.mine())[0]!.wait).toEqual({ songsAhead: 1, seconds: null });
    expect(await new Guest(system, venue.id).mine()).toEqual([]);
  });

  it('adds up the wait behind a deep priority queue', async () => {
    const { venue } = await playing(1);
    const tracks = await venue.library(40, { realEndOffset: 100, cueIn: 10 });
    for (const track of tracks) await venue.add(track, { position: 'next' });
    const [wanted] = await venue.library(1);
    const { wait } = await new Guest(system, venue.id).ask(wanted!);
    expect(wait!.songsAhead).toBe(41);
    expect(wait!.seconds! - 40 * 90).toBeGreaterThan(100);
    expect(wait!.seconds! - 40 * 90).toBeLessThanOrEqual(178);
  });
});
