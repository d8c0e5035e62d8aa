import { DomainError, commonErrors, trackErrors, type Identity } from '@djamms/contracts';
import { mayReach, requireUser } from '@djamms/platform';
import { type TrackEntity } from './track.entity';

/** The same for an id nobody has, a deleted track and another venue's: nothing can be told from the answer. */
export const trackNotFound = (): DomainError =>
  new DomainError(trackErrors.track_not_found, 'There is no such track in your library. It may have been deleted.');

/** Everybody who is signed in sees the shared tracks; others only the tracks of their venues. */
export function requireReadable(identity: Identity, track: TrackEntity | null): TrackEntity {
  if (identity.kind === 'anonymous') requireUser(identity);
  if (!track?.isActive || (track.venueId !== null && !mayReach(identity, track.venueId))) throw trackNotFound();
  return track;
}

/** Shared tracks belong to all venues: only an admin changes them. */
export function requireWritable(identity: Identity, found: TrackEntity | null): TrackEntity {
  const track = requireReadable(identity, found);
  if (track.venueId === null && identity.kind === 'user' && identity.role !== 'admin')
    throw new DomainError(commonErrors.forbidden, 'This track is shared by all venues; only an admin may change it.');
  return track;
}
