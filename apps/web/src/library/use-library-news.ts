import { useDebouncedCallback } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useVenue } from '../venue/venue-context';

/** Milliseconds: a hundred uploads are read again once, not a hundred times. */
const patience = 400;
/** Milliseconds: so long the index may take to know what the library knows. */
const indexPatience = 1_200;

/** Reads the library again when a track came, changed or went, in this window or any other. */
export function useLibraryNews(): void {
  const { connection, venue } = useVenue();
  const client = useQueryClient();
  const refresh = useDebouncedCallback(() => {
    void client.invalidateQueries({ queryKey: ['tracks', venue.id] });
  }, patience);
  const searchAgain = useDebouncedCallback(() => {
    void client.invalidateQueries({ queryKey: ['search', venue.id] });
  }, indexPatience);
  useEffect(
    () =>
      connection.on('LIBRARY_UPDATE', () => {
        refresh();
        searchAgain();
      }),
    [connection, refresh, searchAgain],
  );
}
