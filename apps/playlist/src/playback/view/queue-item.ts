import { type QueueItem } from '@djamms/contracts';
import { type Item } from '../domain/state';

export const toQueueItem = ({ itemId, song, addedBy, addedAt, credit, isRequest }: Item): QueueItem => ({
  item_id: itemId,
  track_id: song.trackId,
  video_id: song.videoId,
  title: song.title,
  artist: song.artist,
  duration: song.duration,
  thumbnail: song.thumbnail,
  added_by_user_id: addedBy,
  added_at: addedAt,
  priority: credit,
  is_request: isRequest,
});
