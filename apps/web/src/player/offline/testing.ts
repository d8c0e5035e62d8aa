import { type PlaybackState, PlayerSettings, type QueueItem, defaultRequestRules } from '@djamms/contracts';
import { type Surroundings } from './solo';

/** Small numbers as ids, for tests. */
export const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

export const queued = (number: number, fields: Partial<QueueItem> = {}): QueueItem => ({
  item_id: id(1_000 + number),
  track_id: id(number),
  video_id: null,
  title: `Song ${number}`,
  artist: 'Artist',
  duration: 200,
  thumbnail: null,
  added_by_user_id: null,
  added_at: 0,
  priority: 0,
  is_request: false,
  ...fields,
});

interface VenueFields {
  playing?: number | null;
  state?: PlaybackState['nowPlaying']['state'];
  active?: QueueItem[];
  priority?: QueueItem[];
  settings?: Partial<PlayerSettings>;
}

/** A venue that plays song `playing` (item 1,000 + number), with a queue. */
export function venue({ playing = 1, state = 'playing', active = [], priority = [], settings = {} }: VenueFields = {}) {
  const song = playing === null ? null : queued(playing);
  const playback: PlaybackState = {
    venueId: id(9_000),
    revision: 7,
    serverTime: 100_000,
    nowPlaying: {
      item_id: song?.item_id ?? null,
      track_id: song?.track_id ?? null,
      video_id: null,
      title: song?.title ?? null,
      artist: song?.artist ?? null,
      channel: null,
      duration: song?.duration ?? 0,
      thumbnail: null,
      state: song === null ? 'stopped' : state,
      start_timestamp: song !== null && state === 'playing' ? 50_000 : null,
      position: 50,
      real_end_offset: null,
      gain_db: 0,
      vote_count: 0,
      is_liked: false,
    },
    queue: {
      active_queue: active,
      priority_queue: priority,
      active_total: active.length,
      priority_total: priority.length,
    },
    settings: PlayerSettings.parse(settings),
    player: null,
    requestRules: defaultRequestRules,
    alerts: [],
  };
  return playback;
}

let made = 0;

/** A device that holds some tracks, by their numbers. */
export const device = (tracks: readonly number[], rotation: readonly number[] = [], now = 100_000): Surroundings => ({
  now,
  has: (trackId) => tracks.some((number) => id(number) === trackId),
  rotation: rotation.map(id),
  all: tracks.map(id),
  newId: () => id(1_000_000 + (made += 1)),
  factsOf: () => undefined,
});

export const heardOf = (seconds: number, startedAt = 50_000) => ({
  position: seconds,
  sounding: true,
  heard: seconds,
  startedAt,
});
