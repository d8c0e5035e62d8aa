import { type Page, type Playlist, type Session, type Track } from '@djamms/contracts';
import { eventually, type Owner, RestClient } from '@djamms/testing';
import { untilProcessed } from '../support/music';
import { toneWav } from '../support/tone';

const trackCount = 12;
/** Well before an access token ends. */
const tokenLifeMs = 8 * 60_000;

/** A venue with short songs, a playlist and a default playlist, and what is needed to act in it. */
export interface ChaosVenue {
  owner: Owner;
  venueId: string;
  trackIds: string[];
  playlistId: string;
  token: () => Promise<string>;
}

export async function makeVenue(url: string): Promise<ChaosVenue> {
  const owner = await new RestClient(url).registerOwner();
  for (let n = 0; n < trackCount; n++) {
    // Songs of one and a half to four seconds: many ends in little time.
    const bytes = toneWav(1.5 + (n % 6) * 0.5, 200 + n * 40);
    const answer = await owner.rest.uploadBytes<Track>(bytes, { name: `Song ${n}.wav`, type: 'audio/wav' });
    if (answer.status !== 201) throw new Error(`Upload ${n}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  const tracks = await untilProcessed(owner, trackCount);
  const trackIds = tracks.map(({ id }) => id);
  const { body: playlist } = await owner.rest.post<Playlist>('/api/playlists', {
    name: 'Six',
    trackIds: trackIds.slice(0, 6),
  });
  await owner.rest.post('/api/playlists', { name: 'Quiet hours', trackIds: trackIds.slice(6), isDefault: true });
  await untilSteerable(owner, trackIds);
  return {
    owner,
    venueId: owner.venueId,
    trackIds,
    playlistId: playlist.id,
    token: tokens(url, owner),
  };
}

/** The playlist service has heard of every track. */
async function untilSteerable(owner: Owner, trackIds: readonly string[]): Promise<void> {
  await eventually(async () => {
    const { body } = await owner.rest.get<Page<Playlist>>('/api/playlists');
    if (body.items.reduce((sum, { trackCount: count }) => sum + count, 0) < trackIds.length)
      throw new Error('The playlists are not complete yet');
  });
}

/** A valid token of the owner at any time of a long run; the old one while nobody can give a new one. */
function tokens(url: string, owner: Owner): () => Promise<string> {
  let token = owner.session.accessToken;
  let madeAt = Date.now();
  return async () => {
    if (Date.now() - madeAt < tokenLifeMs) return token;
    const credentials = { email: owner.email, password: owner.password };
    const answer = await new RestClient(url).post<Session>('/api/auth/login', credentials).catch(() => undefined);
    if (answer?.status !== 200) return token;
    madeAt = Date.now();
    return (token = answer.body.accessToken);
  };
}
