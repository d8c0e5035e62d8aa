import { type Acknowledged, type CommandName } from '@djamms/contracts';
import { useCallback } from 'react';
import { showError } from '../ui/notify';
import { useVenue } from './venue-context';

/** Does something that the server acknowledges with a revision, until this window shows that revision. */
export type Steer = (work: () => Promise<Acknowledged>, failure: string) => Promise<boolean>;

/** Runs a change of the venue; says so when it fails. Resolves with whether it succeeded. */
export function useSteer(): Steer {
  const { connection } = useVenue();
  return useCallback(
    async (work, failure) => {
      try {
        const { revision } = await work();
        await connection.settled(revision);
        return true;
      } catch (error) {
        showError(error, failure);
        return false;
      }
    },
    [connection],
  );
}

const failures: Partial<Record<CommandName, string>> = {
  PLAY: 'The music did not start',
  PAUSE: 'The music was not paused',
  PLAY_NEXT: 'The next song did not start',
  PLAY_PREVIOUS: 'The previous song did not start',
  SET_VOLUME: 'The volume was not changed',
  SEEK: 'The position was not changed',
  EMERGENCY_STOP: 'The music was not stopped',
};

/** Sends commands; resolves with whether they were done. */
export function useCommand(): (command: CommandName, value?: number | string) => Promise<boolean> {
  const { connection } = useVenue();
  const steer = useSteer();
  return useCallback(
    (command, value) => steer(() => connection.command(command, value), failures[command] ?? 'That did not work'),
    [connection, steer],
  );
}
