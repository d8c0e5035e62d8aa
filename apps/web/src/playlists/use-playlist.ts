import {
  type OutputOf,
  type Playlist,
  addPlaylistTracks,
  getPlaylist,
  listPlaylistTracks,
  removePlaylistTrack,
  reorderPlaylist,
} from '@djamms/contracts';
import { hasCode } from '@djamms/client';
import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { api } from '../session/api';
import { showError, showUndo } from '../ui/notify';
import { useVenue } from '../venue/venue-context';
import { usePlaylistNews } from './use-playlists';

type TrackPage = OutputOf<typeof listPlaylistTracks>;
export type PlaylistEntry = TrackPage['items'][number];

/** Rows read at a time: the most a page holds. */
const rowsAtOnce = 200;

/** One playlist with its tracks, and the ways to change them. */
export function usePlaylist(id: string) {
  const { venue } = useVenue();
  const client = useQueryClient();
  usePlaylistNews();
  /** Changes wait for each other: each one carries the version that the one before it made. */
  const line = useRef(Promise.resolve());
  const playlist = useQuery({
    queryKey: ['playlist', id],
    queryFn: ({ signal }) => api.call(getPlaylist, { id }, { signal }),
  });
  const tracks = useInfiniteQuery({
    queryKey: ['playlist-tracks', id],
    queryFn: ({ pageParam, signal }) =>
      api.call(listPlaylistTracks, { id, page: pageParam, pageSize: rowsAtOnce }, { signal }),
    initialPageParam: 1,
    getNextPageParam: (last) => (last.page * last.pageSize < last.total ? last.page + 1 : undefined),
  });

  const refresh = async (): Promise<void> => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ['playlist', id] }),
      client.invalidateQueries({ queryKey: ['playlist-tracks', id] }),
      client.invalidateQueries({ queryKey: ['playlists', venue.id] }),
    ]);
  };
  const edit = (change: (items: PlaylistEntry[]) => PlaylistEntry[]): void =>
    void client.setQueryData<InfiniteData<TrackPage>>(
      ['playlist-tracks', id],
      (data) => data && editPages(data, change),
    );

  const attempt = async (work: () => Promise<Playlist>, failure: string): Promise<boolean> => {
    try {
      client.setQueryData(['playlist', id], await work());
      void client.invalidateQueries({ queryKey: ['playlists', venue.id] });
      return true;
    } catch (error) {
      if (hasCode(error, 'playlist_changed')) {
        showError(error, 'Somebody else changed this playlist. It is shown as it is now; do your change again.');
      } else showError(error, failure);
      await refresh();
      return false;
    }
  };

  /** Shows the new order at once; the server refuses it when the playlist is no longer what is shown. */
  const move = (entry: PlaylistEntry, from: number, to: number): void => {
    edit((items) => items.filter((item) => item !== entry).toSpliced(to, 0, entry));
    line.current = line.current.then(async () => {
      const version = client.getQueryData<Playlist>(['playlist', id])?.version;
      if (version === undefined) return;
      await attempt(() => api.call(reorderPlaylist, { id, from, to, version }), 'The order was not changed');
    });
  };

  const add = async (trackId: string, position?: number): Promise<boolean> => {
    const done = await attempt(
      () => api.call(addPlaylistTracks, { id, trackIds: [trackId], ...(position === undefined ? {} : { position }) }),
      'The song was not added',
    );
    await client.invalidateQueries({ queryKey: ['playlist-tracks', id] });
    return done;
  };

  const remove = async (entry: PlaylistEntry, index: number): Promise<void> => {
    const { id: trackId, title } = entry.track;
    edit((items) => items.filter((item) => item !== entry));
    const done = await attempt(() => api.call(removePlaylistTrack, { id, trackId }), `“${title}” was not removed`);
    if (done) showUndo(`“${title}” removed`, () => void add(trackId, index));
  };

  return { playlist, tracks, move, add, remove };
}

/** Pages after a change of the whole list; their sizes do not matter to those who read them. */
function editPages(
  data: InfiniteData<TrackPage>,
  change: (items: PlaylistEntry[]) => PlaylistEntry[],
): InfiniteData<TrackPage> {
  const changed = change(data.pages.flatMap((page) => page.items));
  const pages = data.pages.map((page, index) => ({
    ...page,
    items: changed.slice(index * rowsAtOnce, index === data.pages.length - 1 ? undefined : (index + 1) * rowsAtOnce),
  }));
  return { ...data, pages };
}
