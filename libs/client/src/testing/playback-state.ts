import { defaultRequestRules, nothingPlaying, type PlaybackState, PlayerSettings } from '@djamms/contracts';

export const venueId = '0190b0a0-0000-7000-8000-000000000001';

export const silence = nothingPlaying;

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
