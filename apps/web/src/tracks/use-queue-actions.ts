import { addToQueue } from '@djamms/contracts';
import { randomId } from '@djamms/client';
import { useCallback } from 'react';
import { api } from '../session/api';
import { showDone } from '../ui/notify';
import { useSteer } from '../venue/use-steering';
import { useVenue } from '../venue/venue-context';

/** `end` of the queue, `next` before everything else, `now` instead of what plays. */
export type QueuePlace = 'end' | 'next' | 'now';

export interface QueueableTrack {
  id: string;
  title: string;
}

/** Adds tracks to the venue's queue one after the other; resolves with whether all of them are in it. */
export function useAddToQueue(): (tracks: QueueableTrack[], place: QueuePlace, quiet?: boolean) => Promise<boolean> {
  const { venue } = useVenue();
  const steer = useSteer();
  return useCallback(
    async (tracks, place, quiet = false) => {
      // "Next" puts each one before the others, so the last of them goes first.
      const ordered = place === 'next' ? tracks.toReversed() : tracks;
      for (const track of ordered) {
        const input = {
          venueId: venue.id,
          trackId: track.id,
          position: place === 'next' ? ('next' as const) : ('end' as const),
          action: place === 'now' ? ('quick' as const) : undefined,
          commandId: randomId(),
        };
        if (!(await steer(() => api.call(addToQueue, input), `“${track.title}” was not added`))) return false;
      }
      if (!quiet) showDone(addedText(tracks, place));
      return true;
    },
    [venue.id, steer],
  );
}

function addedText(tracks: QueueableTrack[], place: QueuePlace): string {
  const what = tracks.length === 1 ? `“${tracks[0]?.title ?? ''}”` : `${tracks.length} songs`;
  if (place === 'now') return `${what} starts now`;
  return place === 'next' ? `${what} plays next` : `${what} added to the queue`;
}
