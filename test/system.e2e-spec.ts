import { randomUUID } from 'node:crypto';
import {
  type ActivityEntry,
  type OutputOf,
  type Page,
  type PlaybackState,
  type Playlist,
  type Problem,
  type Track,
  type getSystemStatus,
  type registerPlayer,
  type reportPlayer,
  type searchTracks,
  type suggest,
} from '@djamms/contracts';
import { eventually, type Owner, type System } from '@djamms/testing';
import { library, realTracks, untilProcessed, upload } from './support/music';
import { Window } from './support/window';
import { controlled, itOurs, openSystem } from './support/system';

/** Eight services and a second gateway, each a process, as an operator runs them. */
describe('a venue, end to end', () => {
  let system: System;
  let owner: Owner;
  let tracks: Track[];
  const windows: Window[] = [];

  const open = async (gateway = 0, who: Owner = owner): Promise<Window> => {
    const window = await Window.open(system.url(gateway), who.session.accessToken, who.venueId);
    windows.push(window);
    return window;
  };
  const stateOf = async (who: Owner = owner): Promise<PlaybackState> =>
    (await who.rest.get<PlaybackState>(`/api/venues/${who.venueId}/state`)).body;
  const fillQueue = async (ids: string[]): Promise<void> => {
    for (const trackId of ids)
      expect((await owner.rest.post('/api/queue/add', { venueId: owner.venueId, trackId })).status).toBe(200);
  };

  beforeAll(async () => {
    system = await openSystem({ replicas: { gateway: 2 } });
    owner = await system.rest().registerOwner();
    for (const name of realTracks) await upload(owner, name);
    tracks = await untilProcessed(owner, realTracks.length);
  });
  afterAll(async () => {
    for (const window of windows) window.close();
    await system.stop();
  });
  beforeEach(async () => {
    await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'EMERGENCY_STOP' });
    await owner.rest.post('/api/queue/clear', { venueId: owner.venueId });
  });

  it('knows of every real track what its tags say and how it sounds', () => {
    const nebula = tracks.find(({ title }) => title === 'Nebula');
    expect(tracks).toHaveLength(realTracks.length);
    expect(nebula).toMatchObject({ artist: expect.stringMatching(/Max/), processing: 'ready', source: 'file' });
    expect(nebula?.duration).toBeCloseTo(316.8, 0);
    for (const track of tracks) {
      expect(track.loudnessLufs).toBeLessThan(0);
      expect(track.loudnessLufs).toBeGreaterThan(-40);
      expect(track.realEndOffset).toBeLessThanOrEqual(track.duration + 0.1);
      expect(track.realEndOffset).toBeGreaterThan(track.duration / 2);
    }
  });

  it('streams a track by ranges to whoever holds the signed URL, and to nobody else', async () => {
    const [track] = tracks;
    const { body: target } = await owner.rest.get<{ url: string }>(`/api/music/tracks/${track!.id}/stream`, {
      url: true,
    });
    const url = new URL(target.url, system.url());
    const part = await fetch(url, { headers: { range: 'bytes=100-199' } });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${track!.fileSize}`);
    expect((await part.arrayBuffer()).byteLength).toBe(100);
    url.searchParams.set('sig', 'forged');
    expect((await fetch(url)).status).toBe(403);
    const redirect = await owner.rest.get(`/api/music/tracks/${track!.id}/stream`);
    expect(redirect).toMatchObject({ status: 302 });
    expect(redirect.headers.get('location')).toContain('/media/audio/');
  });

  it('finds every track by a part of its title', async () => {
    for (const { id, title } of tracks) {
      const { body } = await owner.rest.get<OutputOf<typeof searchTracks>>('/api/search', {
        venueId: owner.venueId,
        q: title.slice(0, 6),
      });
      expect(body.items.map((item) => item.id)).toContain(id);
    }
    const { body } = await owner.rest.get<OutputOf<typeof suggest>>('/api/search/suggest', {
      venueId: owner.venueId,
      q: 'neb',
    });
    expect(body.items.map((item) => item.text)).toContain('Nebula');
  });

  it('makes, reorders and plays a playlist; a stale version is told so', async () => {
    const ids = tracks.slice(0, 4).map(({ id }) => id);
    const { body: playlist, status } = await owner.rest.post<Playlist>('/api/playlists', {
      name: 'Evening',
      trackIds: ids,
    });
    expect({ status, count: playlist.trackCount }).toEqual({ status: 201, count: 4 });
    const order = [...ids].reverse();
    expect(
      (await owner.rest.put(`/api/playlists/${playlist.id}/reorder`, { trackIds: order, version: playlist.version }))
        .status,
    ).toBe(200);
    expect(
      await owner.rest.put(`/api/playlists/${playlist.id}/reorder`, { trackIds: ids, version: playlist.version }),
    ).toMatchObject({ status: 409, body: { code: 'playlist_changed' } });
    const listed = await owner.rest.get<Page<{ track: { id: string } }>>(`/api/playlists/${playlist.id}/tracks`);
    expect(listed.body.items.map(({ track }) => track.id)).toEqual(order);
    const console1 = await open();
    await console1.command('PLAY_PLAYLIST', playlist.id);
    await console1.command('PLAY');
    const state = await stateOf();
    expect(state.nowPlaying).toMatchObject({ track_id: order[0], state: 'playing' });
    expect(state.queue.active_queue.map((item) => item.track_id)).toEqual(order.slice(1));
  });

  it('shows windows on two gateways the same after every command, in the order of revisions', async () => {
    const [first, second] = [await open(0), await open(1)];
    await fillQueue(tracks.slice(0, 3).map(({ id }) => id));
    for (const [command, value] of [
      ['PLAY'],
      ['SET_VOLUME', 42],
      ['PAUSE'],
      ['SEEK', 12],
      ['PLAY'],
      ['PLAY_NEXT'],
      ['MUTE'],
      ['UNMUTE'],
    ] as const) {
      const { revision } = await first.command(command, value);
      await eventually(() => {
        for (const window of [first, second]) expect(window.revisions.at(-1)).toBeGreaterThanOrEqual(revision);
      });
    }
    expect(second.last('NOW_PLAYING_UPDATE')).toEqual(first.last('NOW_PLAYING_UPDATE'));
    expect(second.last('QUEUE_UPDATE')).toEqual(first.last('QUEUE_UPDATE'));
    expect(second.last('PLAYER_SETTINGS_UPDATE')).toMatchObject({ master_volume: 42, is_muted: false });
    for (const window of [first, second]) {
      const sorted = [...window.revisions].sort((left, right) => left - right);
      expect(window.revisions).toEqual(sorted);
      expect(sorted.at(-1)! - sorted[0]! + 1).toBe(sorted.length);
    }
  });

  it('acts once on a command that is sent twice, through either gateway', async () => {
    const [first, second] = [await open(0), await open(1)];
    await fillQueue(tracks.slice(0, 4).map(({ id }) => id));
    await first.command('PLAY');
    const [next] = (await stateOf()).queue.active_queue;
    const commandId = randomUUID();
    const answers = await Promise.all([
      first.command('PLAY_NEXT', undefined, commandId),
      second.command('PLAY_NEXT', undefined, commandId),
    ]);
    expect(answers.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    expect(answers[0].revision).toBe(answers[1].revision);
    expect((await stateOf()).nowPlaying.item_id).toBe(next?.item_id);
  });

  it('lets one player steer the room, moves on when it ends a song, and keeps the play in the history once', async () => {
    const [player, rival] = [await open(0), await open(1)];
    const register = (window: Window, deviceId: string) =>
      window.send<OutputOf<typeof registerPlayer>>('player:register', { deviceId, userAgent: 'test' });
    const registered = player.must(await register(player, 'device-of-the-room'));
    expect(registered).toMatchObject({ status: 'registered' });
    expect(rival.must(await register(rival, 'device-of-a-rival'))).toMatchObject({
      status: 'conflict',
      currentMaster: { deviceId: 'device-of-the-room' },
    });
    await fillQueue(tracks.slice(0, 2).map(({ id }) => id));
    await player.command('PLAY');
    const { nowPlaying, queue } = await stateOf();
    const { item_id: itemId, track_id: trackId, duration } = nowPlaying;
    await player.command('SEEK', duration - 1);
    const plays = async (): Promise<number> => {
      const { body } = await owner.rest.get<Page<{ trackId: string }>>('/api/user/history', {
        venueId: owner.venueId,
        pageSize: 200,
      });
      return body.items.filter((entry) => entry.trackId === trackId).length;
    };
    const before = await plays();
    const ended = () =>
      player.send<OutputOf<typeof reportPlayer>>('player:status', {
        playerId: registered.playerId,
        state: 'ended',
        currentTime: duration,
        itemId,
      });
    expect(player.must(await ended()).status).toBe('ok');
    expect(player.must(await ended()).status).toBe('ignored');
    expect((await stateOf()).nowPlaying.item_id).toBe(queue.active_queue[0]?.item_id);
    await eventually(async () => expect(await plays()).toBe(before + 1));
  });

  itOurs('answers 503 while a service is killed, loses nothing, and is right again when it is back', async () => {
    const window = await open();
    await fillQueue(tracks.slice(0, 3).map(({ id }) => id));
    await window.command('PLAY');
    const before = await stateOf();
    await controlled(system).kill('playlist');
    // What was on its way to the process when it died is answered with 504; everything after that with 503.
    const refused = await eventually(async () => {
      const answer = await owner.rest.post<Problem>('/api/ui/command', {
        venueId: owner.venueId,
        command: 'PLAY_NEXT',
      });
      expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
      return answer;
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await library(owner)).toHaveLength(realTracks.length);
    await controlled(system).restart('playlist');
    const after = await eventually(() => stateOf());
    expect({ ...after, serverTime: 0, nowPlaying: { ...after.nowPlaying, position: 0 } }).toEqual({
      ...before,
      serverTime: 0,
      nowPlaying: { ...before.nowPlaying, position: 0 },
    });
    const { revision } = await eventually(() => window.command('PLAY_NEXT'));
    await eventually(() => expect(window.revisions.at(-1)).toBe(revision));
  });

  itOurs('tells open windows the truth again after their gateway died', async () => {
    const window = await open(1);
    await controlled(system).kill('gateway', 'SIGKILL', 1);
    await fillQueue([tracks[0]!.id]);
    await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'PLAY' });
    await controlled(system).restart('gateway', 1);
    await eventually(async () => expect(window.state?.revision).toBe((await stateOf()).revision));
    expect(window.state?.nowPlaying.track_id).toBe(tracks[0]!.id);
  });

  itOurs('catches up on what happened while a service was down', async () => {
    await controlled(system).kill('search');
    await controlled(system).kill('monitoring');
    const guest = await system.rest().registerOwner();
    const track = await upload(guest, realTracks[4]!);
    await controlled(system).restart('search');
    await controlled(system).restart('monitoring');
    await eventually(async () => {
      const { body } = await guest.rest.get<OutputOf<typeof searchTracks>>('/api/search', {
        venueId: guest.venueId,
        q: 'March Thee',
      });
      expect(body.items.map(({ id }) => id)).toEqual([track.id]);
    });
    await eventually(async () => {
      const { body } = await guest.rest.get<Page<ActivityEntry>>('/api/system/logs', { venueId: guest.venueId });
      expect(body.items.filter(({ eventType }) => eventType === 'track_added')).toHaveLength(1);
    });
  });

  itOurs('says of every service how it is, and which one is missing', async () => {
    const status = async () => (await owner.rest.get<OutputOf<typeof getSystemStatus>>('/api/system/status')).body;
    expect(await status()).toMatchObject({ status: 'ok' });
    await controlled(system).kill('scheduler');
    const { status: overall, services } = await status();
    expect(overall).toBe('degraded');
    expect(services.find(({ service }) => service === 'scheduler')?.status).toBe('missing');
    await controlled(system).restart('scheduler');
    await eventually(async () => expect((await status()).status).toBe('ok'));
  });

  it('shows nothing of one venue to another', async () => {
    const stranger = await system.rest().registerOwner();
    const [track] = tracks;
    const { body: playlist } = await owner.rest.post<Playlist>('/api/playlists', { name: 'Secret' });
    const answers = await Promise.all([
      stranger.rest.get(`/api/music/tracks/${track!.id}`),
      stranger.rest.get(`/api/music/tracks/${track!.id}/stream`),
      stranger.rest.put(`/api/music/tracks/${track!.id}`, { title: 'Mine' }),
      stranger.rest.delete(`/api/music/tracks/${track!.id}`),
      stranger.rest.get(`/api/playlists/${playlist.id}`),
      stranger.rest.get(`/api/venues/${owner.venueId}/state`),
      stranger.rest.get('/api/music/tracks', { venueId: owner.venueId }),
      stranger.rest.get('/api/search', { venueId: owner.venueId, q: 'nebula' }),
      stranger.rest.get('/api/system/logs', { venueId: owner.venueId }),
      stranger.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'PLAY' }),
      stranger.rest.post('/api/queue/add', { venueId: owner.venueId, trackId: track!.id }),
      stranger.rest.post('/api/player/register', { venueId: owner.venueId, deviceId: 'a-strange-device' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect(
      await stranger.rest.post<Problem>('/api/queue/add', { venueId: stranger.venueId, trackId: track!.id }),
    ).toMatchObject({ status: 422 });
    const window = await open(0, stranger);
    await expect(
      window.socket.timeout(5_000).emitWithAck('venue:join', { venueId: owner.venueId }),
    ).resolves.toMatchObject({ status: 'error', problem: { code: 'venue_not_found' } });
  });
});
