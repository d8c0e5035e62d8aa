import {
  type Playlist,
  createPlaylist,
  deletePlaylist,
  listPlaylists,
  type CallInputOf,
  updatePlaylist,
} from '@djamms/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../session/api';
import { showDone, showError } from '../ui/notify';
import { useVenue } from '../venue/venue-context';

/** Playlists shown on the page of cards: the most a page holds. */
const shownPlaylists = 200;

export function usePlaylists() {
  const { venue } = useVenue();
  usePlaylistNews();
  return useQuery({
    queryKey: ['playlists', venue.id],
    queryFn: ({ signal }) => api.call(listPlaylists, { venueId: venue.id, pageSize: shownPlaylists }, { signal }),
  });
}

/** Reads playlists again when somebody changed one. */
export function usePlaylistNews(): void {
  const { connection, venue } = useVenue();
  const client = useQueryClient();
  useEffect(
    () =>
      connection.on('PLAYLIST_CONTENT_UPDATE', ({ playlist }) => {
        void client.invalidateQueries({ queryKey: ['playlists', venue.id] });
        const known = client.getQueryData<Playlist>(['playlist', playlist.id]);
        if (playlist.deleted || (known !== undefined && known.version >= playlist.version)) return;
        void client.invalidateQueries({ queryKey: ['playlist', playlist.id] });
        void client.invalidateQueries({ queryKey: ['playlist-tracks', playlist.id] });
      }),
    [connection, client, venue.id],
  );
}

/** Makes, changes and deletes playlists; each resolves with whether it was done. */
export function usePlaylistChanges() {
  const { venue } = useVenue();
  const client = useQueryClient();

  const attempt = async (work: () => Promise<unknown>, failure: string): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      showError(error, failure);
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: ['playlists', venue.id] });
    }
  };

  return {
    create: (fields: { name: string; trackIds?: string[] }, onMade?: (playlist: Playlist) => void) =>
      attempt(async () => {
        const made = await api.call(createPlaylist, { venueId: venue.id, ...fields });
        onMade?.(made);
      }, 'The playlist was not made'),
    update: (playlist: Playlist, fields: Partial<CallInputOf<typeof updatePlaylist>>) =>
      attempt(async () => {
        const changed = await api.call(updatePlaylist, { ...fields, id: playlist.id });
        client.setQueryData(['playlist', playlist.id], changed);
      }, 'The playlist was not changed'),
    remove: (playlist: Playlist) =>
      attempt(async () => {
        await api.call(deletePlaylist, { id: playlist.id });
        showDone(`“${playlist.name}” deleted`);
      }, 'The playlist was not deleted'),
  };
}
