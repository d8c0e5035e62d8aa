import { useDebouncedCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useVenue } from '../venue/venue-context';

/** Milliseconds: a hundred uploads are read again once, not a hundred times. */
const patience = 400;
/** Milliseconds: so long the index may take to know what the library knows. */
const indexPatience = 1_200;

/**
 * Reads the library again when a track came, changed or went, in this window or any other; and after a time offline,
 * of which nothing was told.
 */
export function useLibraryNews(): void {
  const { connection, venue } = useVenue();
  const client = useQueryClient();
  const refresh = useDebouncedCallback(() => {
    void client.invalidateQueries({ queryKey: ['tracks', venue.id] });
  }, patience);
  const searchAgain = useDebouncedCallback(() => {
    void client.invalidateQueries({ queryKey: ['search', venue.id] });
  }, indexPatience);
  useEffect(() => {
    const readAgain = (): void => {
      refresh();
      searchAgain();
    };
    const stopListening = connection.on('LIBRARY_UPDATE', readAgain);
    let wasJoined = connection.getSnapshot().state !== null;
    const stopCatchingUp = connection.onCaughtUp(() => {
      // A search of a page that was just opened is new, and would count as looked for twice.
      if (wasJoined) readAgain();
      else refresh();
      wasJoined = true;
    });
    return () => {
      stopListening();
      stopCatchingUp();
    };
  }, [connection, refresh, searchAgain]);
}
