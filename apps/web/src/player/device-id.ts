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

/**
 * Whoever signs out in this browser takes its player along: a session that merely ended leaves the music on, so the
 * windows have to be told.
 */
export const dismissPlayer = (): void => localStorage.removeItem(playerKey);

/** Calls back in the other windows of this browser. @returns ends it */
export function onDismissed(listener: () => void): () => void {
  const onStorage = ({ key, newValue }: StorageEvent): void => {
    if (key === playerKey && newValue === null) listener();
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}

/** This browser has played for the venue: after a reload it starts by itself, if the browser allows sound. */
export const rememberPlayer = (venueId: string): void => localStorage.setItem(playerKey, venueId);
export const hasPlayedFor = (venueId: string): boolean => localStorage.getItem(playerKey) === venueId;
