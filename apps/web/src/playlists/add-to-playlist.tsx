import { Button, Modal, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { addPlaylistTracks, type Playlist } from '@djamms/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api } from '../session/api';
import { Cover } from '../ui/cover';
import { showDone, showError } from '../ui/notify';
import { Failed, LoadingRows } from '../ui/states';
import { countOf } from '../ui/time';
import option from '../tracks/track-search.module.css';
import { usePlaylistChanges, usePlaylists } from './use-playlists';

interface AddToPlaylistProps {
  tracks: { id: string; title: string }[];
  onClose: () => void;
}

/** Chooses the playlist that tracks go to, or makes one of them. */
export function AddToPlaylist({ tracks, onClose }: AddToPlaylistProps) {
  const playlists = usePlaylists();
  const client = useQueryClient();
  const { create } = usePlaylistChanges();
  const [name, setName] = useState('');
  const trackIds = tracks.map((track) => track.id);
  const what = tracks.length === 1 ? `“${tracks[0]?.title ?? ''}”` : countOf(tracks.length, 'song');

  const add = async (playlist: Playlist): Promise<void> => {
    try {
      const changed = await api.call(addPlaylistTracks, { id: playlist.id, trackIds });
      client.setQueryData(['playlist', playlist.id], changed);
      await client.invalidateQueries({ queryKey: ['playlist-tracks', playlist.id] });
      await client.invalidateQueries({ queryKey: ['playlists'] });
      const added = changed.trackCount - playlist.trackCount;
      showDone(added > 0 ? `${what} added to “${playlist.name}”` : `${what} is already in “${playlist.name}”`);
      onClose();
    } catch (error) {
      showError(error, `Nothing was added to “${playlist.name}”`);
    }
  };
  const make = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await create({ name: name.trim(), trackIds })) {
      showDone(`“${name.trim()}” made with ${countOf(tracks.length, 'song')}`);
      onClose();
    }
  };

  return (
    <Modal opened onClose={onClose} title={`Add ${what} to a playlist`}>
      <Stack>
        {playlists.isLoading && <LoadingRows count={3} />}
        {playlists.isError && <Failed error={playlists.error} retry={() => void playlists.refetch()} />}
        {playlists.data?.total === 0 && <Text c="dimmed">There is no playlist yet. Make the first one:</Text>}
        <ScrollArea.Autosize mah={320}>
          {playlists.data?.items.map((playlist) => (
            <UnstyledButton
              key={playlist.id}
              className={option['option']}
              w="100%"
              onClick={() => void add(playlist)}
              data-testid="playlist-option"
            >
              <Cover title={playlist.name} artist="" src={playlist.coverImageUrl} size={40} />
              <span className={option['names']}>
                <span className="truncate" style={{ display: 'block' }}>
                  {playlist.name}
                </span>
                <span>{countOf(playlist.trackCount, 'song')}</span>
              </span>
            </UnstyledButton>
          ))}
        </ScrollArea.Autosize>
        <form onSubmit={(event) => void make(event)} style={{ display: 'flex', gap: 8 }}>
          <TextInput
            style={{ flex: 1 }}
            aria-label="Name of a new playlist"
            placeholder="New playlist"
            maxLength={200}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="light" disabled={name.trim() === ''}>
            Make
          </Button>
        </form>
      </Stack>
    </Modal>
  );
}
