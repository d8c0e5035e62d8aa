import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { type Playlist } from '@djamms/contracts';
import { type FormEvent, useState } from 'react';
import { countOf } from '../ui/time';

interface NameDialogProps {
  title: string;
  action: string;
  name?: string;
  onSave: (name: string) => Promise<boolean>;
  onClose: () => void;
}

/** Asks for a playlist's name; stays open, with what was typed, when saving fails. */
export function NameDialog({ title, action, name: before = '', onSave, onClose }: NameDialogProps) {
  const [name, setName] = useState(before);
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    const saved = await onSave(name.trim());
    setBusy(false);
    if (saved) onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title}>
      <form onSubmit={(event) => void save(event)}>
        <Stack>
          <TextInput
            label="Name"
            placeholder="Friday night"
            value={name}
            maxLength={200}
            required
            withAsterisk={false}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="playlist-name"
          />
          <Group justify="flex-end">
            <Button variant="subtle" color="gray" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={name.trim() === ''}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function confirmDelete(playlist: Playlist, onConfirm: () => void): void {
  modals.openConfirmModal({
    title: `Delete “${playlist.name}”?`,
    children: (
      <Text size="sm">
        {playlist.trackCount > 0 ? `${countOf(playlist.trackCount, 'song')} stay in the library. ` : ''}
        This cannot be undone.
      </Text>
    ),
    labels: { confirm: 'Delete', cancel: 'Keep' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
