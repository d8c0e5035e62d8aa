import { addToQueue } from '@djamms/contracts';
import { useCallback } from 'react';
import { showDone } from '../ui/notify';
import { useSteer } from '../venue/use-steering';
import { useVenue } from '../venue/venue-context';

/** `end` of the queue, `next` before it and behind what plays first already, `now` instead of what plays. */
export type QueuePlace = 'end' | 'next' | 'now';

/** Where the keys held down with Enter or a click put a song. */
export const placeFor = (keys: Record<'shiftKey' | 'ctrlKey' | 'metaKey', boolean>): QueuePlace =>
  keys.shiftKey ? 'next' : keys.ctrlKey || keys.metaKey ? 'now' : 'end';

export interface QueueableTrack {
  id: string;
  title: string;
}

/** Adds tracks to the venue's queue one after the other; resolves with whether all of them are in it. */
export function useAddToQueue(): (tracks: QueueableTrack[], place: QueuePlace, quiet?: boolean) => Promise<boolean> {
  const { venue, connection } = useVenue();
  const steer = useSteer();
  return useCallback(
    async (tracks, place, quiet = false) => {
      for (const track of tracks) {
        const input = {
          venueId: venue.id,
          trackId: track.id,
          position: place === 'next' ? ('next' as const) : ('end' as const),
          action: place === 'now' ? ('quick' as const) : undefined,
        };
        if ((await steer(() => connection.change(addToQueue, input), `“${track.title}” was not added`)) === null)
          return false;
      }
      if (!quiet) showDone(addedText(tracks, place));
      return true;
    },
    [venue.id, connection, steer],
  );
}

function addedText(tracks: QueueableTrack[], place: QueuePlace): string {
  const what = tracks.length === 1 ? `“${tracks[0]?.title ?? ''}”` : `${tracks.length} songs`;
  if (place === 'now') return `${what} starts now`;
  return place === 'next' ? `${what} plays next` : `${what} added to the queue`;
}
