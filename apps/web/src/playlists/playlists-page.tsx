import { ActionIcon, Badge, Button, Skeleton } from '@mantine/core';
import { IconPlayerPlayFilled, IconPlaylist, IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type Playlist } from '@djamms/contracts';
import { useState } from 'react';
import page from '../app/console.module.css';
import { Cover } from '../ui/cover';
import { Empty, Failed } from '../ui/states';
import { countOf, roughTime } from '../ui/time';
import { NameDialog } from './playlist-dialogs';
import { PlaylistMenu } from './playlist-menu';
import styles from './playlists.module.css';
import { usePlayPlaylist } from './use-play-playlist';
import { usePlaylistChanges, usePlaylists } from './use-playlists';

/** All playlists as cards. */
export function PlaylistsPage() {
  const playlists = usePlaylists();
  const { create } = usePlaylistChanges();
  const navigate = useNavigate();
  const [making, setMaking] = useState(false);
  /** A new playlist is opened at once: the next thing to do is to fill it. */
  const open = ({ id }: Playlist): void => void navigate({ to: '/playlists/$playlistId', params: { playlistId: id } });
  const makeButton = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setMaking(true)} data-testid="new-playlist">
      New playlist
    </Button>
  );
  return (
    <div className={page['page']} data-testid="playlists-page">
      <div className={styles['head']}>
        <h2>Playlists</h2>
        {playlists.data !== undefined && playlists.data.total > 0 && makeButton}
      </div>
      {playlists.isLoading && <CardSkeletons />}
      {playlists.isError && playlists.data === undefined && (
        <Failed error={playlists.error} retry={() => void playlists.refetch()} />
      )}
      {playlists.data?.total === 0 && (
        <Empty icon={<IconPlaylist size={30} />} title="No playlists yet" action={makeButton}>
          A playlist holds songs for an evening, a mood or a season. Make one, fill it, and play it with one click.
        </Empty>
      )}
      <div className={styles['grid']}>
        {playlists.data?.items.map((playlist) => (
          <PlaylistCard key={playlist.id} playlist={playlist} />
        ))}
      </div>
      {making && (
        <NameDialog
          title="New playlist"
          action="Make it"
          onSave={(name) => create({ name }, open)}
          onClose={() => setMaking(false)}
        />
      )}
    </div>
  );
}

function PlaylistCard({ playlist }: { playlist: Playlist }) {
  const play = usePlayPlaylist();
  return (
    <article className={styles['card']} data-testid="playlist-card">
      <Link to="/playlists/$playlistId" params={{ playlistId: playlist.id }} className={styles['link']}>
        <Cover title={playlist.name} artist="" src={playlist.coverImageUrl} size="100%" radius={10} />
        <div className={`${styles['name']} truncate`}>{playlist.name}</div>
        <div className={`${styles['meta']} tabular`}>
          {countOf(playlist.trackCount, 'song')}
          {playlist.trackCount > 0 && ` · ${roughTime(playlist.totalDuration)}`}
        </div>
      </Link>
      {playlist.isDefault && (
        <Badge className={styles['badge']} variant="filled">
          Default
        </Badge>
      )}
      <ActionIcon
        className={styles['play']}
        size={44}
        radius="50%"
        aria-label={`Play ${playlist.name} now`}
        disabled={playlist.trackCount === 0}
        onClick={() => play(playlist)}
      >
        <IconPlayerPlayFilled size={20} />
      </ActionIcon>
      <PlaylistMenu playlist={playlist} className={styles['menu']} />
    </article>
  );
}

function CardSkeletons() {
  return (
    <div className={styles['grid']} aria-busy="true" aria-label="Loading">
      {Array.from({ length: 6 }, (_unused, index) => (
        <Skeleton key={index} height={270} radius="lg" />
      ))}
    </div>
  );
}
