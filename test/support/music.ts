import { join, resolve } from 'node:path';
import { type Page, type Track } from '@djamms/contracts';
import { eventually, type Owner } from '@djamms/testing';

const folder = resolve(__dirname, '../fixtures/music');
export const fixture = (name: string): string => join(folder, name);

/** Six tagged Ogg Vorbis tracks (see fixtures/music/README.md). */
export const realTracks = [
  'Apex Aleph.ogg',
  'Awakening.ogg',
  'Chimes They Fade.ogg',
  'Coherence.ogg',
  'March Thee to Dis.ogg',
  'Nebula.ogg',
];

export async function upload(owner: Owner, name: string): Promise<Track> {
  const answer = await owner.rest.upload<Track>(fixture(name), {
    path: `/api/music/tracks?venueId=${owner.venueId}`,
    type: 'audio/ogg',
  });
  if (answer.status !== 201) throw new Error(`Upload of ${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export async function library(owner: Owner): Promise<Track[]> {
  const { body } = await owner.rest.get<Page<Track>>('/api/music/tracks', {
    venueId: owner.venueId,
    sort: 'title:asc',
  });
  return body.items;
}

/** Waits until every track of the library has been processed. */
export const untilProcessed = (owner: Owner, count: number): Promise<Track[]> =>
  eventually(async () => {
    const tracks = await library(owner);
    if (tracks.length < count || tracks.some(({ processing }) => processing !== 'ready')) {
      throw new Error(
        `processing: ${tracks.map(({ title, processing, processingError }) => `${title} ${processing} ${processingError ?? ''}`).join(', ')}`,
      );
    }
    return tracks;
  }, 120_000);
