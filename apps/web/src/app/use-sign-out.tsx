import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { deviceId, dismissPlayer } from '../player/device-id';
import { api } from '../session/api';
import { useVenue } from '../venue/venue-context';

/** Signs out; asks first where that would silence the room, because the player is a window of this browser. */
export function useSignOut(): () => void {
  const { connection } = useVenue();
  const signOut = (): void => {
    dismissPlayer();
    void api.signOut();
  };
  return () => {
    const player = connection.getSnapshot().state?.player;
    const playsHere = player?.connected === true && player.device_id === deviceId();
    if (!playsHere) {
      signOut();
      return;
    }
    modals.openConfirmModal({
      title: 'Stop the player too?',
      children: (
        <Text size="sm">The player of this venue runs in this browser. It falls silent when you sign out.</Text>
      ),
      labels: { confirm: 'Sign out', cancel: 'Stay' },
      confirmProps: { color: 'red' },
      onConfirm: signOut,
    });
  };
}
