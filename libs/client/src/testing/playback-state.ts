import { defaultRequestRules, type NowPlaying, type PlaybackState, PlayerSettings } from '@djamms/contracts';

export const venueId = '0190b0a0-0000-7000-8000-000000000001';

export const silence: NowPlaying = {
  item_id: null,
  track_id: null,
  video_id: null,
  title: null,
  artist: null,
  channel: null,
  duration: 0,
  thumbnail: null,
  state: 'stopped',
  start_timestamp: null,
  position: 0,
  real_end_offset: null,
  gain_db: 0,
  vote_count: 0,
  is_liked: false,
};

/** A venue at a revision; its volume equals the revision, so that tests can see which change is shown. */
export function stateAt(revision: number, fields: Partial<PlaybackState> = {}): PlaybackState {
  return {
    venueId,
    revision,
    serverTime: 1_000 + revision,
    nowPlaying: silence,
    queue: { active_queue: [], priority_queue: [], active_total: 0, priority_total: 0 },
    settings: PlayerSettings.parse({ master_volume: revision % 101 }),
    player: null,
    requestRules: defaultRequestRules,
    alerts: [],
    ...fields,
  };
}
