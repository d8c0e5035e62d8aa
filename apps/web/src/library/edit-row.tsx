import { ActionIcon, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type KeyboardEvent } from 'react';
import { isComposing } from '../ui/composing';
import { Cover } from '../ui/cover';
import styles from './library.module.css';
import { type TagName, tagNames, useTagForm } from './use-tag-form';
import { type Track } from './use-tracks';

export const tagLabels: Record<TagName, string> = {
  title: 'Title',
  artist: 'Artist',
  album: 'Album',
  genre: 'Genre',
  year: 'Year',
};

interface EditProps {
  track: Track;
  onClose: () => void;
}

/** The row of a track while its tags are edited: Enter saves, Escape leaves everything as it was. */
export function EditRow({ track, onClose }: EditProps) {
  const { values, errors, setValue, save } = useTagForm(track, onClose);
  const onKeyDown = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (isComposing(event)) return;
    if (event.key === 'Enter') save();
    if (event.key === 'Escape') onClose();
  };
  const field = (name: TagName) => (
    <TextInput
      key={name}
      size="sm"
      className={name === 'genre' || name === 'year' ? styles['wide'] : undefined}
      aria-label={tagLabels[name]}
      value={values[name]}
      error={errors[name] !== undefined}
      title={errors[name]}
      autoFocus={name === 'title'}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setValue(name, event.currentTarget.value)}
      data-testid={`edit-${name}`}
    />
  );
  return (
    <div style={{ display: 'contents' }} onKeyDown={onKeyDown} data-testid="edit-row">
      <span className={styles['desk']} style={{ justifySelf: 'center' }}>
        <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={36} />
      </span>
      {tagNames.map(field)}
      <span />
      <span className={styles['wide']} />
      <div className={styles['actions']}>
        <ActionIcon variant="filled" size="lg" aria-label="Save" onClick={save}>
          <IconCheck size={18} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Cancel" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </div>
    </div>
  );
}

/** The same on a phone, where a row has no room for fields. */
export function EditModal({ track, onClose }: EditProps) {
  const { values, errors, setValue, save } = useTagForm(track, onClose);
  return (
    <Modal opened onClose={onClose} title="Edit the tags">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="sm">
          {tagNames.map((name) => (
            <TextInput
              key={name}
              label={tagLabels[name]}
              value={values[name]}
              error={errors[name]}
              inputMode={name === 'year' ? 'numeric' : undefined}
              onChange={(event) => setValue(name, event.currentTarget.value)}
            />
          ))}
          <Group justify="flex-end" mt="sm">
            <Button variant="subtle" color="gray" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit">Save</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
