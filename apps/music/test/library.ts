import { randomBytes, randomUUID } from 'node:crypto';
import { createTrack, type CallInputOf, type Track } from '@djamms/contracts';
import { ownerIdentity, unique, type TestSystem } from '@djamms/testing';

export type Owner = ReturnType<typeof ownerIdentity>;
type NewTrack = CallInputOf<typeof createTrack>;

/** What the file service says of a stored upload; every one is another file. */
export function newTrack(
  owner: Owner,
  overrides: Partial<NewTrack> = {},
  tags: Partial<NewTrack['tags']> = {},
): NewTrack {
  const id = randomUUID();
  return {
    id,
    venueId: owner.venueId,
    fileId: randomUUID(),
    filePath: `audio/2026/11/band/album/${id}.ogg`,
    sha256: randomBytes(32).toString('hex'),
    mime: 'audio/ogg',
    fileSize: 3_000_000,
    duration: 180,
    bitrate: 128_000,
    tags: {
      title: `Song ${unique()}`,
      artist: 'Band',
      album: null,
      albumArtist: null,
      genre: null,
      year: null,
      trackNo: null,
      isrc: null,
      ...tags,
    },
    ...overrides,
  };
}

export const addTrack = (
  system: TestSystem,
  owner: Owner,
  tags: Partial<NewTrack['tags']> = {},
  overrides: Partial<NewTrack> = {},
): Promise<Track> => system.as(owner).request(createTrack, newTrack(owner, overrides, tags));
