import { Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { createVenue, getUser } from '@djamms/contracts';
import { type FormEvent, useState } from 'react';
import { api } from '../session/api';
import { Door } from '../session/door';
import { showError } from '../ui/notify';

/** For a user who belongs to no venue yet. */
export function NoVenue() {
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);

  const open = async (): Promise<void> => {
    setBusy(true);
    try {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      await api.call(createVenue, { name, timezone: timeZone });
      api.session.updateUser(await api.call(getUser, {}));
    } catch (error) {
      showError(error, 'The venue was not opened');
    } finally {
      setBusy(false);
    }
  };

  return (
    <Door>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          void open();
        }}
      >
        <Stack>
          <Title order={1} size="h2">
            Open a venue
          </Title>
          <Text c="dimmed">
            You belong to no venue yet. Open your own, or ask the owner of one to add you and sign in again.
          </Text>
          <TextInput
            label="Name of the venue"
            size="md"
            maxLength={80}
            required
            withAsterisk={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" size="md" loading={busy}>
            Open the venue
          </Button>
          <Button variant="subtle" color="gray" onClick={() => void api.signOut()}>
            Sign out
          </Button>
        </Stack>
      </form>
    </Door>
  );
}
