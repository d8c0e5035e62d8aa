import { type QueueItem } from '@djamms/contracts';
import { hashOf } from '../../app/accent';
import { type Solo, type SoloPlay } from './solo.schema';

/** What a player on its own can see of the device. */
export interface Shelf {
  /** Tracks whose sound is on this device. */
  has: (trackId: string) => boolean;
  /** Tracks of the default playlist, in its order. */
  rotation: readonly string[];
  /** Every track on this device, the one that was heard longest ago first. */
  all: readonly string[];
  newId: () => string;
}

/**
 * What plays after the song on the deck: the rules of the venue ("What plays next"), among what is on the device.
 * Songs that are not here are passed over and stay in their queue. As long as anything is here, something follows.
 */
export function whatFollows(solo: Solo, shelf: Shelf): SoloPlay | null {
  const { queue, settings } = solo.state;
  const { play } = solo;
  const chosen = (trackId: string): SoloPlay => {
    const playId = shelf.newId();
    return { playId, deckId: playId, itemId: null, trackId, cycles: null };
  };
  if (settings.repeat_mode === 'one' && play !== null && shelf.has(play.trackId))
    return { ...chosen(play.trackId), itemId: play.itemId, cycles: play.cycles };
  const here = ({ track_id }: QueueItem): boolean => track_id !== null && shelf.has(track_id);

  const waiting = queue.priority_queue.find(here) ?? queue.active_queue.find(here);
  if (waiting?.track_id != null) {
    const { item_id: itemId, track_id: trackId } = waiting;
    return { playId: shelf.newId(), deckId: itemId, itemId, trackId, cycles: cycleItem(solo, waiting) };
  }
  if (settings.repeat_mode === 'all') {
    const again = [...solo.cycle, ...(play?.cycles ? [play.cycles] : [])].find(here);
    if (again?.track_id != null) return { ...chosen(again.track_id), itemId: again.item_id, cycles: again };
  }
  const track = fromRotation(solo, shelf) ?? anything(solo, shelf);
  return track === null ? null : chosen(track);
}

/** Guests' requests and songs from the priority queue are played once; what staff queued comes again. */
const cycleItem = (solo: Solo, item: QueueItem): QueueItem | null =>
  item.is_request || solo.state.queue.priority_queue.some(({ item_id }) => item_id === item.item_id) ? null : item;

/** The default playlist, each song once in a round, in another order each round. */
function fromRotation({ round, play }: Solo, shelf: Shelf): string | null {
  const here = shelf.rotation.filter((id) => shelf.has(id));
  const inOrder = (number: number): string[] =>
    here.toSorted((a, b) => hashOf(`${number} ${a}`) - hashOf(`${number} ${b}`));
  const left = inOrder(round.number).find((id) => !round.heard.includes(id) && id !== play?.trackId);
  // A round does not begin with the song that ended the last one.
  return left ?? inOrder(round.number + 1).find((id) => id !== play?.trackId) ?? null;
}

function anything({ play }: Solo, { all }: Shelf): string | null {
  return all.find((id) => id !== play?.trackId) ?? all[0] ?? null;
}

/** The round after a track of the default playlist was taken. */
export function afterTaking(round: Solo['round'], trackId: string, shelf: Shelf): Solo['round'] {
  if (!shelf.rotation.includes(trackId)) return round;
  const isOver = round.heard.includes(trackId);
  return isOver ? { number: round.number + 1, heard: [trackId] } : { ...round, heard: [...round.heard, trackId] };
}
