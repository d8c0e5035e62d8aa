import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Page, type PlaybackState, type Playlist, type Track } from '@djamms/contracts';
import { encodeForm } from '@djamms/testing';
import { type Random } from '../chaos/random';
import { toneWav } from '../support/tone';
import { type HttpClient, type Sent } from './http-client';
import { type Ledger } from './ledger';
import { digestOf, type Recording, type Venue } from './venues';

export interface ClientOptions {
  http: HttpClient;
  ledger: Ledger;
  venue: Venue;
  random: Random;
  signal: AbortSignal;
}

/** Does something again and again, with pauses of `low` to `high` milliseconds, until the end. */
async function repeat(
  { signal, random }: ClientOptions,
  [low, high]: readonly [number, number],
  work: () => Promise<unknown>,
): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(random.between(low, high), undefined, { signal }).catch(() => undefined);
  }
}

/** Looks at everything. */
export function reads(options: ClientOptions): Promise<void> {
  const { http, venue, random } = options;
  const { venueId, playlist } = venue;
  const paths = [
    `/api/venues/${venueId}/state`,
    `/api/venues/${venueId}/state`,
    `/api/music/tracks?venueId=${venueId}&pageSize=50`,
    `/api/search?venueId=${venueId}&q=song`,
    `/api/search/suggest?venueId=${venueId}&q=so`,
    `/api/playlists?venueId=${venueId}`,
    `/api/playlists/${playlist.id}/tracks`,
    `/api/queue?venueId=${venueId}`,
    `/api/user/history?venueId=${venueId}`,
    `/api/requests?venueId=${venueId}`,
    '/api/venues',
    '/',
  ] as const;
  return repeat(options, [50, 300], () => http.send({ kind: 'read', path: random.pick(paths) ?? '/' }));
}

/**
 * Changes everything that staff change, each change under an id of its own. Of several in a venue one `removes` songs:
 * two that take the same one away at once would rightly be told that it is gone.
 */
export function writes(options: ClientOptions, { removes }: { removes: boolean }): Promise<void> {
  const { http, venue, random } = options;
  const { venueId, playlist, recordings } = venue;
  const post = (path: string, json: object): Promise<unknown> =>
    http.send({ kind: 'write', method: 'POST', path, json: { venueId, commandId: randomUUID(), ...json } });
  const waiting = async (): Promise<string[]> => {
    const path = `/api/venues/${venueId}/state`;
    const state = await http.ask<PlaybackState>({ kind: 'read', path });
    return state?.queue.active_queue.map(({ item_id: itemId }) => itemId) ?? [];
  };
  const works: (() => Promise<unknown>)[] = [
    () => post('/api/queue/add', { trackId: random.pick(recordings)?.track.id }),
    async () => {
      const items = await waiting();
      if (items.length > 1) await post('/api/queue/reorder', { itemId: items.at(-1), position: 0 });
    },
    async () => {
      const items = await waiting();
      if (removes && items.length > 5) await post('/api/queue/remove', { itemId: items[0] });
    },
    () => post('/api/ui/command', { command: 'SET_VOLUME', value: random.between(0, 100) }),
    () => post('/api/settings/update', { setting: 'crossfade_time', value: random.between(0, 15) }),
    () =>
      http.send({
        kind: 'write',
        method: 'PUT',
        path: `/api/playlists/${playlist.id}`,
        json: { name: `All ${random.between(1, 1_000)}` },
        headers: { 'idempotency-key': randomUUID() },
      }),
    () => playlistForAMoment(options),
  ];
  return repeat(options, [100, 500], () => random.pick(works as [() => Promise<unknown>, ...typeof works])());
}

async function playlistForAMoment({ http, venue, random }: ClientOptions): Promise<void> {
  const trackId = random.pick(venue.recordings)?.track.id;
  const made = await http.ask<Playlist>({
    kind: 'write',
    method: 'POST',
    path: '/api/playlists',
    json: { venueId: venue.venueId, name: 'For a moment' },
    headers: { 'idempotency-key': randomUUID() },
  });
  if (made === null) return;
  const path = `/api/playlists/${made.id}`;
  await http.send({ kind: 'write', method: 'POST', path: `${path}/tracks`, json: { trackIds: [trackId] } });
  const stored = await http.ask<Page<unknown>>({ kind: 'read', path: `${path}/tracks` });
  if (stored !== null && stored.total !== 1) throw new Error(`A playlist that was given one track has ${stored.total}`);
  await http.send({ kind: 'write', method: 'DELETE', path });
}

/** Listens to whole recordings and to parts of them. */
export function listens(options: ClientOptions): Promise<void> {
  const { http, ledger, venue, random } = options;
  return repeat(options, [200, 800], async () => {
    const recording = random.pick(venue.recordings.slice(0, -1)) ?? fail();
    const path = await signedPath(http, recording);
    if (path === null) return;
    if (random.chance(0.5)) return void (await whole(http, ledger, recording, { kind: 'stream', path }));
    const first = random.between(0, recording.bytes - 2);
    const last = Math.min(recording.bytes - 1, first + random.between(1, 300_000));
    const answer = await http.send({ kind: 'stream', path, headers: { range: `bytes=${first}-${last}` } });
    if (answer !== null && answer.body.length !== last - first + 1)
      ledger.fail('stream', 'GET a range', `${answer.body.length} bytes instead of ${last - first + 1}`);
  });
}

/** Takes a long recording over a slow line: some fourteen seconds. */
export function listensSlowly(options: ClientOptions): Promise<void> {
  const { http, ledger, venue } = options;
  return repeat(options, [100, 1_500], async () => {
    const recording = venue.recordings.at(-1) ?? fail();
    const path = await signedPath(http, recording);
    if (path !== null)
      await whole(http, ledger, recording, { kind: 'stream', path, pace: Math.round(recording.bytes / 14) });
  });
}

/** Where the recording lies: on the same server, or wherever else the answer says. */
async function signedPath(http: HttpClient, { track }: Recording): Promise<string | null> {
  const path = `/api/music/tracks/${track.id}/stream?url=true`;
  return (await http.ask<{ url: string }>({ kind: 'read', path }))?.url ?? null;
}

async function whole(http: HttpClient, ledger: Ledger, { bytes, digest }: Recording, sent: Sent): Promise<void> {
  const answer = await http.send(sent);
  if (answer === null || digestOf(answer.body) === digest) return;
  ledger.fail('stream', 'GET a recording', `${answer.body.length} bytes instead of ${bytes}, or other ones`);
}

/** Brings small songs, and takes them away again. */
export function uploads(options: ClientOptions): Promise<void> {
  const { http, random } = options;
  let last: Track | null = null;
  return repeat(options, [600, 1_500], async () => {
    const bytes = toneWav(0.4 + random.next() * 0.5, random.between(200, 4_000) + random.next());
    const form = encodeForm([{ name: 'file', content: bytes, fileName: 'Small.wav', type: 'audio/wav' }]);
    const track = await http.ask<Track>({ kind: 'upload', method: 'POST', path: '/api/music/tracks', form });
    if (last !== null) await http.send({ kind: 'write', method: 'DELETE', path: `/api/music/tracks/${last.id}` });
    last = track;
  });
}

/** A guest with a phone: looks, searches, likes, within what a guest may do. */
export function visits(options: ClientOptions, slug: string): Promise<void> {
  const { http, venue, random } = options;
  const { venueId, recordings } = venue;
  const works: (() => Promise<unknown>)[] = [
    () => http.send({ kind: 'guest', path: `/api/venues/${slug}/kiosk` }),
    () => http.send({ kind: 'guest', path: `/api/search?venueId=${venueId}&q=song` }),
    () => http.send({ kind: 'guest', path: `/api/requests/mine?venueId=${venueId}` }),
    () =>
      http.send({
        kind: 'guest',
        method: 'POST',
        path: '/api/track/vote',
        json: { venueId, trackId: random.pick(recordings)?.track.id, voteType: random.chance(0.5) ? 'like' : 'unlike' },
      }),
  ];
  return repeat(options, [2_000, 3_000], () => random.pick(works as [() => Promise<unknown>, ...typeof works])());
}

function fail(): never {
  throw new Error('The venue has no recordings');
}
