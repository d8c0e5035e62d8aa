import { restoreQueue } from '@djamms/contracts';
import { useCallback } from 'react';
import { showDone, showUndo } from '../ui/notify';
import { useSteer } from './use-steering';
import { useVenue } from './venue-context';

/**
 * Says what was taken out of the queue, with the way back: the server puts everything that a revision took out where
 * it was.
 */
export function useRestore(): (revision: number, done: string) => void {
  const { venue, connection } = useVenue();
  const steer = useSteer();
  return useCallback(
    (revision, done) => {
      const restore = async (): Promise<void> => {
        const input = { venueId: venue.id, revision };
        const answer = await steer(() => connection.change(restoreQueue, input), 'This could not be undone');
        if (answer !== null) showDone('Undone');
      };
      showUndo(done, () => void restore());
    },
    [venue.id, connection, steer],
  );
}
