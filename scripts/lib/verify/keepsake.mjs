import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inRoot } from '../paths.mjs';
import { StepFailed } from './commands.mjs';
import { until } from './waiting.mjs';

const song = inRoot('test/fixtures/music/Nebula.ogg');
const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Something of everything that must outlive a restart: an account, an uploaded track, a playlist with it. */
export async function leaveKeepsake(url) {
  const name = `keeper-${randomUUID().slice(0, 8)}`;
  const account = { username: name, email: `${name}@example.com`, password: randomUUID() };
  const session = await asked(url, 'POST', '/api/auth/register', { body: { ...account, venueName: name } });
  const token = session.accessToken;
  const track = await upload(url, token);
  await until('The track is processed', async () => {
    const { processing } = await asked(url, 'GET', `/api/music/tracks/${track.id}`, { token });
    return processing === 'ready';
  });
  const body = { name: 'Kept', trackIds: [track.id] };
  const playlist = await asked(url, 'POST', '/api/playlists', { token, body });
  return { account, trackId: track.id, playlistId: playlist.id, hash: hashOf(readFileSync(song)) };
}

/** Signs in anew, reads the playlist, and compares every byte of the track. @throws StepFailed naming what is lost */
export async function checkKeepsake(url, { account, trackId, playlistId, hash }) {
  const { username, password } = account;
  const { accessToken: token } = await asked(url, 'POST', '/api/auth/login', { body: { username, password } });
  const { items } = await asked(url, 'GET', `/api/playlists/${playlistId}/tracks`, { token });
  if (items[0]?.track.id !== trackId) throw new StepFailed('The playlist lost its track');
  const { url: media } = await asked(url, 'GET', `/api/music/tracks/${trackId}/stream?url=true`, { token });
  const bytes = await (await fetch(new URL(media, url))).arrayBuffer();
  if (hashOf(Buffer.from(bytes)) !== hash) throw new StepFailed('The track came back with other bytes');
}

async function asked(url, method, path, { token, body, headers = {} } = {}) {
  const isJson = body !== undefined && !Buffer.isBuffer(body);
  const response = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(60_000),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(isJson ? { 'content-type': 'application/json' } : {}),
      ...headers,
    },
    body: isJson ? JSON.stringify(body) : body,
  });
  const text = await response.text();
  if (!response.ok) throw new StepFailed(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/** One piece of bytes: a FormData with a Blob is read as a stream, which Node 20 now and then never ends. */
function upload(url, token) {
  const boundary = `djamms-${randomUUID()}`;
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${basename(song)}"\r\n`;
  const type = 'content-type: audio/ogg\r\n\r\n';
  const body = Buffer.concat([Buffer.from(head + type), readFileSync(song), Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return asked(url, 'POST', '/api/music/tracks', { token, body, headers });
}
