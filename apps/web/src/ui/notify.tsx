import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { explain } from '@djamms/client';
import { DomainError } from '@djamms/contracts';

/** Says that something failed and what to do; the same failure is shown once, not stacked. */
export function showError(error: unknown, title = 'That did not work'): void {
  const id = error instanceof DomainError ? `error-${error.code}` : 'error';
  notifications.hide(id);
  notifications.show({ id, color: 'red', title, message: explain(error), autoClose: 8_000, role: 'alert' });
}

export function showDone(message: string): void {
  notifications.show({ message, autoClose: 3_000 });
}

/** Says what was done, with the way back. */
export function showUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    autoClose: 8_000,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button
          size="compact-sm"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  });
}
