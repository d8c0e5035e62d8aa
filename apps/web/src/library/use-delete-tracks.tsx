import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type TrackSummary, deleteTrack } from '@djamms/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../session/api';
import { showDone, showError } from '../ui/notify';
import { countOf } from '../ui/time';
import { useVenue } from '../venue/venue-context';
import { type Track } from './use-tracks';

/** Takes tracks out of the library, after asking: their files go with them. */
export function useDeleteTracks(): (tracks: Track[], then: () => void) => void {
  const { venue } = useVenue();
  const client = useQueryClient();

  const remove = async (tracks: Track[]): Promise<void> => {
    let removed = 0;
    try {
      for (const track of tracks) {
        await api.call(deleteTrack, { id: track.id });
        removed += 1;
      }
      showDone(tracks.length === 1 ? `“${tracks[0]?.title ?? ''}” deleted` : `${countOf(removed, 'song')} deleted`);
    } catch (error) {
      showError(error, `“${tracks[removed]?.title ?? 'A song'}” was not deleted`);
    }
    const gone = new Set(tracks.slice(0, removed).map(({ id }) => id));
    // The index hears of it a moment later.
    client.setQueriesData<{ items: TrackSummary[] }>({ queryKey: ['search', venue.id] }, (page) =>
      page === undefined ? page : { ...page, items: page.items.filter(({ id }) => !gone.has(id)) },
    );
    await client.invalidateQueries({ queryKey: ['tracks', venue.id] });
  };

  return (tracks, then) => {
    const what = tracks.length === 1 ? `“${tracks[0]?.title ?? ''}”` : countOf(tracks.length, 'song');
    modals.openConfirmModal({
      title: `Delete ${what}?`,
      children: <Text size="sm">It also leaves every playlist and the queue. This cannot be undone.</Text>,
      labels: { confirm: 'Delete', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => {
        then();
        void remove(tracks);
      },
    });
  };
}
