import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { explain } from '@djamms/client';
import { DomainError } from '@djamms/contracts';
import { UndoStack } from './undo';

/** Says that something failed and what to do; the same failure is shown once, not stacked. */
export function showError(error: unknown, title = 'That did not work'): void {
  const id = error instanceof DomainError ? `error-${error.code}` : 'error';
  notifications.hide(id);
  notifications.show({ id, color: 'red', title, message: explain(error), autoClose: 8_000, role: 'alert' });
}

export function showDone(message: string): void {
  notifications.show({ message, autoClose: 3_000, role: 'status' });
}

const undoStack = new UndoStack(() => performance.now());

/** Undoes what this window did last and can undo; says so when there is nothing. */
export function undoLast(): void {
  if (!undoStack.undoNewest()) showDone('There is nothing to undo');
}

/** Says what was done, with the way back. */
export function showUndo(message: string, undo: () => void): void {
  const run = undoStack.push(() => {
    notifications.hide(id);
    undo();
  });
  const id = notifications.show({
    autoClose: 8_000,
    role: 'status',
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="light" onClick={run}>
          Undo
        </Button>
      </Group>
    ),
  });
}
