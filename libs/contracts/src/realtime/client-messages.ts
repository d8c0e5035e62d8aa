import { z } from 'zod';
import { Id } from '../core/primitives';
import { type Problem } from '../core/problem';
import { KnownPermissions, KnownRole } from '../core/identity';
import { Preferences } from '../auth/user.contract';
import { type PlaybackState } from '../playlist/playback.schema';
import { type RealtimeMessage } from './messages';

/**
 * `venue:join`. With the client's last revision, an unchanged venue answers `unchanged`, and one whose changes since
 * are still remembered `resumed`.
 */
export const JoinVenue = z.object({ venueId: Id, lastRevision: z.number().int().optional() });
export type JoinAnswer =
  | { status: 'joined'; state: PlaybackState }
  /**
   * The newest message of each type since the client's revision, to be applied as one; of what each message says,
   * older ones are outdated. Orders to the player are not among them: the state says what they led to.
   */
  | { status: 'resumed'; revision: number; serverTime: number; messages: RealtimeMessage[] }
  | { status: 'unchanged'; revision: number; serverTime: number }
  | { status: 'error'; problem: Problem };

/**
 * `venue:stale`, from the server: messages were left out because the client did not keep up; it joins again with
 * its last revision.
 */
export const VenueStale = z.object({ venueId: Id });
export type VenueStale = z.infer<typeof VenueStale>;

export const LeaveVenue = z.object({ venueId: Id });

/** `time:sync`: t0 the client's clock, t1 and t2 the server's at receiving and sending (all ms). */
export const TimeSync = z.object({ t0: z.number() });
export interface TimeSyncAnswer {
  t0: number;
  t1: number;
  t2: number;
}

/** AUTH_SUCCESS, once after connecting. A guest's `userId` is their guest id. */
export const AuthSuccess = z.object({
  userId: Id,
  role: KnownRole,
  permissions: KnownPermissions,
  preferences: Preferences.partial(),
});
export type AuthSuccess = z.infer<typeof AuthSuccess>;

/** Acknowledgement of a socket message that is also a REST request: its output, or a problem. */
export type SocketAnswer<T> = { ok: true; result: T } | { ok: false; problem: Problem };
