import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type GuestSession, type Playlist, type Session, type Track } from '@djamms/contracts';
import { type Owner, RestClient } from '@djamms/testing';
import { fixture, realTracks, untilProcessed } from '../support/music';
import { toneWav } from '../support/tone';

/** Seconds: long enough that a slow reader is still at it when its gateway ends. */
const longSeconds = 1_200;
const roomSongs = 10;
/** Well before an access token ends. */
const tokenLifeMs = 8 * 60_000;

export interface Recording {
  track: Track;
  /** SHA-256 of what was uploaded. */
  digest: string;
  bytes: number;
}

/** A venue with its owner, and how to act in it. */
export interface Venue {
  owner: Owner;
  venueId: string;
  token: () => Promise<string>;
  playlist: Playlist;
  recordings: Recording[];
}

/** Where a player plays short songs, one after the other. */
export async function makeRoom(url: string): Promise<Venue> {
  const songs = Array.from({ length: roomSongs }, (_, n) => ({
    name: `Song ${n}.wav`,
    bytes: toneWav(3 + (n % 4) * 0.7, 200 + n * 40),
  }));
  return makeVenue(url, songs);
}

/** Where staff are busy and recordings are listened to: real ones, and a long one. */
export async function makeOffice(url: string): Promise<Venue> {
  const real = realTracks.slice(0, 4).map(async (name) => ({ name, bytes: await readFile(fixture(name)) }));
  return makeVenue(url, [...(await Promise.all(real)), { name: 'Long.wav', bytes: toneWav(longSeconds, 330) }]);
}

async function makeVenue(url: string, songs: readonly { name: string; bytes: Buffer }[]): Promise<Venue> {
  const owner = await new RestClient(url).registerOwner();
  const recordings: Recording[] = [];
  for (const { name, bytes } of songs) {
    const type = name.endsWith('.ogg') ? 'audio/ogg' : 'audio/wav';
    const { status, body: track } = await owner.rest.uploadBytes<Track>(bytes, { name, type });
    if (status !== 201) throw new Error(`Upload of ${name}: ${status} ${JSON.stringify(track)}`);
    recordings.push({ track, digest: digestOf(bytes), bytes: bytes.length });
  }
  await untilProcessed(owner, songs.length);
  const trackIds = recordings.map(({ track }) => track.id);
  const playlist = await owner.rest.post<Playlist>('/api/playlists', { name: 'All', trackIds });
  if (playlist.status !== 201) throw new Error(`The playlist: ${playlist.status}`);
  return { owner, venueId: owner.venueId, token: tokens(url, owner), playlist: playlist.body, recordings };
}

export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Becomes a guest of the venue. */
export async function enter(url: string, { owner }: Venue): Promise<GuestSession> {
  const slug = owner.session.user.venues[0]?.slug ?? '';
  const { status, body } = await new RestClient(url).post<GuestSession>(`/api/venues/${slug}/guests`);
  if (status !== 201) throw new Error(`The guest: ${status}`);
  return body;
}

/** A valid token at any time of a long run; the old one while nobody gives a new one. */
function tokens(url: string, owner: Owner): () => Promise<string> {
  let token = owner.session.accessToken;
  let madeAt = Date.now();
  return async () => {
    if (Date.now() - madeAt < tokenLifeMs) return token;
    madeAt = Date.now();
    const answer = await new RestClient(url)
      .post<Session>('/api/auth/login', { email: owner.email, password: owner.password })
      .catch(() => undefined);
    if (answer?.status === 200) token = answer.body.accessToken;
    return token;
  };
}
