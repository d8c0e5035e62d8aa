import { type PlaybackState } from '@djamms/contracts';
import { type FactBook } from './offline/device-memory';
import { type Solo } from './offline/solo.schema';
import { type NextSong } from './standby';

type Facts = Pick<FactBook, 'get'>;

/** What follows in the venue, as far as its windows are told. */
export function nextOf({ settings, queue, nowPlaying }: PlaybackState, facts: Facts): NextSong | null {
  const from = (trackId: string): number => facts.get(trackId)?.cueIn ?? 0;
  // It comes again under an item id that only the venue can give.
  if (settings.repeat_mode === 'one' && nowPlaying.track_id !== null)
    return { itemId: null, trackId: nowPlaying.track_id, from: from(nowPlaying.track_id) };
  const item = queue.priority_queue[0] ?? queue.active_queue[0];
  if (item?.track_id == null) return null;
  return { itemId: item.item_id, trackId: item.track_id, from: from(item.track_id) };
}

/** What a player on its own has chosen to follow. */
export function upcomingOf({ upcoming }: Solo, facts: Facts): NextSong | null {
  if (upcoming === null) return null;
  const { deckId: itemId, trackId } = upcoming;
  return { itemId, trackId, from: facts.get(trackId)?.cueIn ?? 0 };
}
