import { musicWorks } from './alerts';
import { type Change } from './change';

/** Explicit choices of a song mean that it shall sound; only PLAY lifts an emergency stop. */
export function resume(change: Change): void {
  musicWorks(change);
  if (change.state.intention !== 'emergency') change.state.intention = 'play';
}

/** Why a song leaves the deck when another one is chosen: what had been stopped was not skipped. */
export const reasonToLeave = ({ state }: Change): 'skipped' | 'stopped' =>
  state.intention === 'play' || state.intention === 'pause' ? 'skipped' : 'stopped';
