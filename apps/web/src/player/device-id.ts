import { randomId } from '@djamms/client';

const storageKey = 'djamms.device';

/** This browser's name as a player; stays the same over reloads and restarts. */
export function deviceId(): string {
  const known = localStorage.getItem(storageKey);
  if (known !== null) return known;
  const made = randomId();
  localStorage.setItem(storageKey, made);
  return made;
}

const playerKey = 'djamms.player';

/** This browser has played for the venue: after a reload it starts by itself, if the browser allows sound. */
export const rememberPlayer = (venueId: string): void => localStorage.setItem(playerKey, venueId);
export const hasPlayedFor = (venueId: string): boolean => localStorage.getItem(playerKey) === venueId;
