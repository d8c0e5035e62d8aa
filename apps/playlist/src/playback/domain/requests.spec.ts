import { defaultRequestRules, maxQueueItems, type RequestRules } from '@djamms/contracts';
import { testSong } from '../../../test/memory-venue';
import { RequestVenue } from '../../../test/request-venue';
import { artistKey } from './artist-key';
import { maxWaitingRequests } from './request-rules';

function venueWith(rules: Partial<RequestRules> = {}): RequestVenue {
  const venue = new RequestVenue();
  venue.state.requestRules = { ...defaultRequestRules, ...rules };
  return venue;
}
const song = (mark: string, more: Parameters<typeof testSong>[1] = {}) =>
  testSong(mark, { artist: `Band ${mark}`, ...more });
const refusal = (code: string, context?: object) => ({ code, ...(context && { details: { context } }) });

describe('what guests may ask for', () => {
  it('is nothing while the venue takes no requests', async () => {
    const venue = venueWith({ is_open: false });
    await expect(venue.ask(song('1'))).rejects.toMatchObject(refusal('requests_closed'));
    expect(venue.state.revision).toBe(0);
  });

  it.each([
    [299.9, 'queued'],
    [300, 'queued'],
    [300.1, 'request_too_long'],
    [0, 'request_too_long'],
  ])('is a song of %d s: %s', async (duration, outcome) => {
    const asked = venueWith().ask(song('1', { duration }));
    if (outcome === 'queued') expect(await asked).toMatchObject({ status: 'queued' });
    else await expect(asked).rejects.toMatchObject(refusal(outcome, { maxDuration: 300, duration }));
  });

  it('is not what plays, nor what waits, whoever put it there', async () => {
    const venue = venueWith();
    await venue.add('1');
    await venue.command('PLAY');
    await expect(venue.ask(song('1'))).rejects.toMatchObject(refusal('request_already_playing'));
    await venue.add('2', 'next');
    await expect(venue.ask(song('2'))).rejects.toMatchObject(refusal('request_already_waiting'));
    await venue.ask(song('3'), 'ann');
    await expect(venue.ask(song('3'), 'bob')).rejects.toMatchObject(refusal('request_already_waiting'));
    await venue.add('4');
    expect(await venue.ask(song('4'))).toMatchObject({ status: 'queued' });
  });

  it('is as many songs of one artist as the venue allows in its time, and says when the next may be', async () => {
    const venue = venueWith({ max_per_artist: 2, artist_window_minutes: 30 });
    const first = venue.now;
    await venue.ask(song('1', { artist: 'Sigur Rós' }), 'ann');
    venue.now += 600_000;
    await venue.ask(song('2', { artist: 'SIGUR  ROS' }), 'bob');
    const third = () => venue.ask(song('3', { artist: 'sigur ros' }), 'cid');
    const askAgainAt = new Date(first + 1_800_000).toISOString();
    await expect(third()).rejects.toMatchObject({
      ...refusal('request_artist_limit', { limit: 2, minutes: 30, askAgainAt }),
      detail: 'sigur ros was asked for often enough for now. Try again in 20 minutes, or pick another artist.',
    });
    venue.now = first + 1_800_000;
    expect(await third()).toMatchObject({ status: 'queued' });
  });

  it('does not count requests that were turned down', async () => {
    const venue = venueWith({ max_per_artist: 1, max_waiting_per_guest: 1 });
    await venue.withdraw(await venue.ask(song('1', { artist: 'A' })));
    expect(await venue.ask(song('2', { artist: 'A' }))).toMatchObject({ status: 'queued' });
  });

  it('is as many songs at once as a guest may wait for, undecided ones included', async () => {
    const venue = venueWith({ max_waiting_per_guest: 2, needs_approval: true });
    await venue.approve(await venue.ask(song('1')));
    await venue.ask(song('2'));
    await expect(venue.ask(song('3'))).rejects.toMatchObject({
      ...refusal('request_guest_limit', { limit: 2, waiting: 2 }),
      detail: '2 of your songs wait already. Ask again when one of them has played.',
    });
    await venue.command('PLAY');
    expect(await venue.ask(song('3'))).toMatchObject({ status: 'pending' });
  });

  it('is not what was played a short while ago, where the venue wants that', async () => {
    const venue = venueWith({ replay_minutes: 15 });
    await venue.add('1');
    await venue.command('PLAY');
    await venue.report('ended');
    const endedAt = venue.now;
    venue.now += 60_000;
    await expect(venue.ask(song('1'))).rejects.toMatchObject(
      refusal('request_played_lately', { askAgainAt: new Date(endedAt + 900_000).toISOString() }),
    );
    venue.now = endedAt + 900_000;
    expect(await venue.ask(song('1'))).toMatchObject({ status: 'playing' });
  });

  it('ends where the queue is full, and where more wait than can ever be played', async () => {
    const full = venueWith();
    full.state.counts.active = maxQueueItems;
    await expect(full.ask(song('1'))).rejects.toMatchObject(refusal('queue_full', { limit: maxQueueItems }));
    const popular = venueWith({ needs_approval: true });
    for (let index = 0; index < maxWaitingRequests; index++) await popular.ask(song(`${index}`), `guest ${index}`);
    await expect(popular.ask(song('x'), 'late')).rejects.toMatchObject(
      refusal('queue_full', { limit: maxWaitingRequests }),
    );
  });
});

describe('a request', () => {
  it('is made once, however often a guest presses', async () => {
    const venue = venueWith();
    const first = await venue.ask(song('1'));
    const { revision } = venue.state;
    expect(await venue.ask(song('1'))).toBe(first);
    expect([venue.state.revision, venue.requests.length]).toEqual([revision, 1]);
  });

  it('plays at once when music is wanted and there is none', async () => {
    const venue = venueWith();
    await venue.add('1');
    await venue.command('PLAY');
    await venue.report('ended');
    expect(await venue.ask(song('2'))).toMatchObject({ status: 'playing', itemId: venue.onDeck?.itemId });
    expect(venue.state.deck?.sound).not.toBeNull();
  });

  it('goes behind those with as much credit, and before those with less', async () => {
    const venue = venueWith();
    await venue.add('next', 'next');
    await venue.ask(song('free'));
    await venue.ask(song('paid'), 'ann', { credit: 0.5 });
    await venue.ask(song('later'), 'bob');
    expect(venue.marks('priority')).toEqual(['paid', 'next', 'free', 'later']);
  });

  it('goes back to the queue with its song, and is played once it has been heard', async () => {
    const venue = venueWith();
    await venue.add('1');
    await venue.command('PLAY');
    const request = await venue.ask(song('2'));
    await venue.command('PLAY_NEXT');
    expect(request).toMatchObject({ status: 'playing', itemId: venue.onDeck?.itemId });
    await venue.command('PLAY_PREVIOUS');
    expect(request).toMatchObject({ status: 'queued', itemId: venue.items('priority')[0]?.itemId });
    await venue.command('PLAY_NEXT');
    await venue.report('ended');
    expect(request).toMatchObject({ status: 'played', itemId: null });
    // Taken back once more, it is a song like others.
    await venue.command('PLAY_PREVIOUS');
    expect(venue.playing).toBe('2');
    expect(venue.onDeck).toMatchObject({ isRequest: true, requestId: null });
    expect(request.status).toBe('played');
  });

  it('stays with a song that repeats', async () => {
    const venue = venueWith();
    const request = await venue.ask(song('1'));
    await venue.command('REPEAT_TOGGLE');
    await venue.command('REPEAT_TOGGLE');
    await venue.command('PLAY');
    const { itemId } = request;
    await venue.report('ended');
    expect(request).toMatchObject({ status: 'playing', itemId: venue.onDeck?.itemId });
    expect(request.itemId).not.toBe(itemId);
  });

  it('was not played when staff skipped it in silence, or the player could not go on', async () => {
    const venue = venueWith();
    await venue.add('1');
    const [silent, broken, half] = [await venue.ask(song('2')), await venue.ask(song('3')), await venue.ask(song('4'))];
    await venue.command('EMERGENCY_STOP');
    await venue.command('PLAY_NEXT');
    await venue.command('PLAY_NEXT');
    expect(silent).toMatchObject({ status: 'rejected', ending: 'staff' });
    await venue.command('PLAY');
    const fail = async () => {
      const { itemId } = venue.onDeck!;
      await venue.act({ kind: 'failure', errorCode: 'decode', itemId, playerId: null, epoch: null });
    };
    await fail();
    expect(broken).toMatchObject({ status: 'rejected', ending: 'unplayable' });
    venue.now += 91_000;
    await fail();
    expect(half).toMatchObject({ status: 'played' });
  });

  it('is turned down with the track, unless that plays already', async () => {
    const venue = venueWith({ needs_approval: true });
    const [playing, queued, pending] = [
      await venue.ask(song('1')),
      await venue.ask(song('2')),
      await venue.ask(song('3')),
    ];
    await venue.approve(playing);
    await venue.approve(queued);
    await venue.command('PLAY');
    for (const { song: gone } of [playing, queued, pending]) await venue.loseTrack(gone.trackId);
    expect(queued).toMatchObject({ status: 'rejected', ending: 'track_gone' });
    expect(pending).toMatchObject({ status: 'rejected', ending: 'track_gone' });
    expect(playing.status).toBe('playing');
    await venue.report('ended');
    expect(playing.status).toBe('played');
  });

  it('outlives a clearing of the queue, not one of the priority queue', async () => {
    const venue = venueWith();
    await venue.add('1');
    await venue.add('2', 'next');
    const request = await venue.ask(song('3'));
    await venue.command('CLEAR_QUEUE');
    expect(venue.marks('priority')).toEqual(['3']);
    expect(venue.state.counts).toMatchObject({ active: 0, priority: 1 });
    const { revision } = venue.state;
    await venue.command('CLEAR_QUEUE');
    expect(venue.state.revision).toBe(revision);
    await venue.act({ kind: 'clear', list: 'priority' });
    expect(request).toMatchObject({ status: 'rejected', ending: 'cleared' });
  });

  it('is let in when there is room again, if staff agreed to it', async () => {
    const venue = venueWith({ needs_approval: true });
    const request = await venue.ask(song('1'));
    await venue.add('2');
    venue.state.counts.active = maxQueueItems;
    await venue.approve(request);
    expect([request.status, venue.state.approved]).toEqual(['approved', 1]);
    expect((await venue.approve(request)).outcome).toBe('ignored');
    await venue.act({ kind: 'clear', list: 'active' });
    expect([request.status, venue.state.approved]).toEqual(['queued', 0]);
  });

  it('is decided once', async () => {
    const venue = venueWith({ needs_approval: true });
    const request = await venue.ask(song('1'));
    await venue.reject(request);
    expect((await venue.reject(request)).outcome).toBe('ignored');
    await expect(venue.approve(request)).rejects.toMatchObject({ code: 'request_decided' });
    await expect(venue.withdraw(request)).rejects.toMatchObject({ code: 'request_decided' });
    expect(request).toMatchObject({ status: 'rejected', ending: 'staff' });
  });
});

describe('artistKey', () => {
  it.each([
    ['Björk', 'bjork'],
    ['  BJÖRK ', 'bjork'],
    ['Mø', 'mo'],
    ['Die Ärzte', 'die arzte'],
    ['Weiß', 'weiss'],
    ['ΜΙΚΗΣ', 'μικης'],
    ['', ''],
  ])('of %s is %s', (artist, key) => {
    expect(artistKey(artist)).toBe(key);
  });
});
