import { type TrackEntity } from './track.entity';

/** Failures without a play in between after which the track, and not the moment, is to blame. */
export const brokenAfter = 3;

/** A marked track is left out by auto-DJ while it has others; staff may still play it. */
export const isBroken = ({ playbackFailures }: Pick<TrackEntity, 'playbackFailures'>): boolean =>
  playbackFailures >= brokenAfter;
