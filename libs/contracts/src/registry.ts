import * as user from './auth/user.contract';
import * as venue from './auth/venue.contract';
import * as authEvents from './auth/auth.events';
import * as track from './music/track.contract';
import * as trackEvents from './music/track.events';
import * as audio from './file/audio.contract';
import * as files from './file/file.contract';
import * as allowance from './gateway/allowance.contract';
import * as playback from './playlist/playback.contract';
import * as songRequest from './playlist/request.contract';
import * as vote from './music/vote.contract';
import * as guest from './auth/guest.contract';
import * as playlist from './playlist/playlist.contract';
import * as playlistEvents from './playlist/playlist.events';
import * as search from './search/search.contract';
import * as monitoring from './monitoring/monitoring.contract';
import { type EventContract, type JobContract, type NoticeContract, type RequestContract } from './core/contract';

const modules: Record<string, unknown>[] = [
  user,
  venue,
  authEvents,
  track,
  trackEvents,
  audio,
  files,
  allowance,
  playback,
  songRequest,
  vote,
  guest,
  playlist,
  playlistEvents,
  search,
  monitoring,
];
const exported = modules.flatMap((module) => Object.values(module));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Every request of the system; the gateway's routes, the OpenAPI document and docs/generated come from it. */
export const allRequests = exported.filter(
  (value): value is RequestContract => isObject(value) && 'subject' in value && 'input' in value && 'output' in value,
);
/** Every domain event, e.g. for the activity log. Notices are not among them: they are not stored. */
export const allEvents = (Object.values({ ...authEvents, ...trackEvents, ...vote, ...playlistEvents }) as unknown[])
  .concat(audio.audioProcessed)
  .filter((value): value is EventContract => isObject(value) && 'subject' in value && 'payload' in value);
export const allJobs = exported.filter(
  (value): value is JobContract => isObject(value) && 'subject' in value && 'attempts' in value,
);
const isEvent = new Set<unknown>(allEvents);
/** Every passing notice: sent to who listens, never stored. */
export const allNotices = exported.filter(
  (value): value is NoticeContract =>
    isObject(value) && 'subject' in value && 'payload' in value && !('attempts' in value) && !isEvent.has(value),
);
