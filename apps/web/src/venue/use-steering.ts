import { type Acknowledged, type CommandName } from '@djamms/contracts';
import { useCallback } from 'react';
import { showError } from '../ui/notify';
import { useVenue } from './venue-context';

/**
 * Does something that the server acknowledges with a revision, until this window shows that revision. Resolves with
 * the acknowledgement, or null when it failed; then people have been told.
 */
export type Steer = <T extends { revision: number }>(work: () => Promise<T>, failure: string) => Promise<T | null>;

/** Runs a change of the venue; says so when it fails. */
export function useSteer(): Steer {
  const { connection } = useVenue();
  return useCallback(
    async (work, failure) => {
      try {
        const done = await work();
        await connection.settled(done.revision);
        return done;
      } catch (error) {
        showError(error, failure);
        return null;
      }
    },
    [connection],
  );
}

const failures: Record<CommandName, string> = {
  PLAY_PAUSE: 'The music was not switched',
  PLAY: 'The music did not start',
  PAUSE: 'The music was not paused',
  PLAY_NEXT: 'The next song did not start',
  PLAY_PREVIOUS: 'The previous song did not start',
  SEEK: 'The position was not changed',
  SET_VOLUME: 'The volume was not changed',
  MUTE: 'The sound was not switched off',
  UNMUTE: 'The sound was not switched on',
  SHUFFLE_TOGGLE: 'Shuffle was not switched',
  REPEAT_TOGGLE: 'Repeat was not switched',
  EMERGENCY_STOP: 'The music was not stopped',
  FADE_OUT_STOP: 'The music was not faded out',
  PLAY_PLAYLIST: 'The playlist did not start',
  CLEAR_QUEUE: 'The queue was not cleared',
};

export type Command = (command: CommandName, value?: number | string) => Promise<Acknowledged | null>;

/** Sends commands; resolves with the acknowledgement, or null when one was not done. */
export function useCommand(): Command {
  const { connection } = useVenue();
  const steer = useSteer();
  return useCallback(
    (command, value) => steer(() => connection.command(command, value), failures[command]),
    [connection, steer],
  );
}
