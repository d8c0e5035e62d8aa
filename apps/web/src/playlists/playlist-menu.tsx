import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconStar, IconStarOff, IconTrash } from '@tabler/icons-react';
import { type Playlist } from '@djamms/contracts';
import { useState } from 'react';
import { NameDialog, confirmDelete } from './playlist-dialogs';
import { usePlaylistChanges } from './use-playlists';

interface PlaylistMenuProps {
  playlist: Playlist;
  className?: string;
  onDeleted?: () => void;
}

export function PlaylistMenu({ playlist, className, onDeleted }: PlaylistMenuProps) {
  const { update, remove } = usePlaylistChanges();
  const [renaming, setRenaming] = useState(false);
  const removeIt = async (): Promise<void> => {
    if (await remove(playlist)) onDeleted?.();
  };
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon
            className={className}
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={`More for ${playlist.name}`}
          >
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setRenaming(true)}>
            Rename
          </Menu.Item>
          <Menu.Item
            leftSection={playlist.isDefault ? <IconStarOff size={16} /> : <IconStar size={16} />}
            onClick={() => void update(playlist, { isDefault: !playlist.isDefault })}
          >
            {playlist.isDefault ? 'No longer the default' : 'Play when the queue is empty'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => confirmDelete(playlist, () => void removeIt())}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renaming && (
        <NameDialog
          title="Rename the playlist"
          action="Rename"
          name={playlist.name}
          onSave={(name) => update(playlist, { name })}
          onClose={() => setRenaming(false)}
        />
      )}
    </>
  );
}
