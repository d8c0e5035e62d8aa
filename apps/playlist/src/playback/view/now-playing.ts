import { type MasterPlayer, nothingPlaying, type NowPlaying, type PlayState } from '@djamms/contracts';
import { positionAt } from '../domain/deck';
import { gainDb } from '../domain/gain';
import { type Master, type VenueState } from '../domain/state';

/** NOW_PLAYING_UPDATE as of `now`. It goes to everybody: what somebody likes is for their own window to add. */
export function toNowPlaying(state: VenueState, now: number, votes: number): NowPlaying {
  const { deck, settings } = state;
  if (!deck) return nothingPlaying;
  const { itemId, song } = deck.item;
  return {
    ...nothingPlaying,
    item_id: itemId,
    track_id: song.trackId,
    video_id: song.videoId,
    title: song.title,
    artist: song.artist,
    duration: song.duration,
    thumbnail: song.thumbnail,
    state: playState(state),
    start_timestamp: deck.sound?.anchor ?? null,
    position: Math.round(positionAt(deck, now) * 1000) / 1000,
    real_end_offset: song.realEndOffset,
    gain_db: gainDb(song, settings.normalize_loudness),
    vote_count: votes,
  };
}

/** It shall play but does not sound: the player is busy with it. */
function playState({ deck, intention }: VenueState): PlayState {
  switch (intention) {
    case 'play':
      return deck?.sound ? 'playing' : 'buffering';
    case 'pause':
      return 'paused';
    case 'stop':
    case 'emergency':
      return 'stopped';
  }
}

export const toMasterPlayer = (master: Master): MasterPlayer => ({
  player_id: master.playerId,
  device_id: master.deviceId,
  user_agent: master.userAgent,
  epoch: master.epoch,
  last_heartbeat: master.lastHeartbeat,
  connected: master.connected,
});
