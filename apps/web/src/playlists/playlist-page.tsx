import { Badge, Button, Skeleton } from '@mantine/core';
import { IconMusicPlus, IconPlayerPlayFilled } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type Playlist } from '@djamms/contracts';
import page from '../app/console.module.css';
import { TrackSearch } from '../tracks/track-search';
import { Cover } from '../ui/cover';
import { Empty, Failed, LoadingRows } from '../ui/states';
import { countOf, roughTime } from '../ui/time';
import { PlaylistMenu } from './playlist-menu';
import { PlaylistTracks } from './playlist-tracks';
import styles from './playlists.module.css';
import { usePlayPlaylist } from './use-play-playlist';
import { usePlaylist } from './use-playlist';

const keys: [string, string][] = [['Enter', 'adds to the playlist']];

/** One playlist: its songs in order, and the field that adds to it. */
export function PlaylistPage() {
  const { playlistId } = useParams({ from: '/console/playlists/$playlistId' });
  const { playlist, tracks, move, add, remove } = usePlaylist(playlistId);
  if (playlist.isError && playlist.data === undefined) {
    return <Failed error={playlist.error} retry={() => void playlist.refetch()} />;
  }
  const entries = tracks.data?.pages.flatMap((part) => part.items) ?? [];
  return (
    <div className={page['page']} data-testid="playlist-page">
      {playlist.data === undefined ? (
        <Skeleton height={180} mb="xl" radius="lg" />
      ) : (
        <Header playlist={playlist.data} />
      )}
      <div className={styles['add']}>
        <TrackSearch label="Search a song for this playlist" keys={keys} onAdd={(track) => add(track.id)} />
      </div>
      {tracks.isLoading && <LoadingRows count={8} height={46} />}
      {tracks.isError && tracks.data === undefined && (
        <Failed error={tracks.error} retry={() => void tracks.refetch()} />
      )}
      {tracks.data !== undefined && entries.length === 0 && (
        <Empty icon={<IconMusicPlus size={30} />} title="No songs yet">
          Search above and press Enter to add the first one.
        </Empty>
      )}
      <PlaylistTracks
        entries={entries}
        onMove={move}
        onRemove={(entry, index) => void remove(entry, index)}
        hasMore={tracks.hasNextPage && !tracks.isFetchingNextPage}
        onMore={() => void tracks.fetchNextPage()}
      />
    </div>
  );
}

function Header({ playlist }: { playlist: Playlist }) {
  const play = usePlayPlaylist();
  const navigate = useNavigate();
  return (
    <header className={styles['detail']}>
      <Cover title={playlist.name} artist="" src={playlist.coverImageUrl} size="clamp(96px, 16vw, 180px)" radius={14} />
      <div style={{ minWidth: 0 }}>
        {playlist.isDefault && <Badge mb={8}>Plays when the queue is empty</Badge>}
        <h2>{playlist.name}</h2>
        <div className={`${styles['meta']} tabular`}>
          {countOf(playlist.trackCount, 'song')}
          {playlist.trackCount > 0 && ` · ${roughTime(playlist.totalDuration)}`}
        </div>
        <div className={styles['buttons']}>
          <Button
            leftSection={<IconPlayerPlayFilled size={18} />}
            disabled={playlist.trackCount === 0}
            onClick={() => play(playlist)}
            data-testid="play-playlist"
          >
            Play now
          </Button>
          <PlaylistMenu playlist={playlist} onDeleted={() => void navigate({ to: '/playlists' })} />
        </div>
      </div>
    </header>
  );
}
