import { useEffect } from 'react';
import { useCommand } from '../venue/use-steering';

const keys = [
  ['play', 'PLAY'],
  ['pause', 'PAUSE'],
  ['nexttrack', 'PLAY_NEXT'],
  ['previoustrack', 'PLAY_PREVIOUS'],
] as const;

/** Media keys of the player's computer steer the venue; without this the browser would pause behind its back. */
export function useMediaKeys(): void {
  const command = useCommand();
  useEffect(() => {
    const session: MediaSession | undefined = navigator.mediaSession;
    for (const [key, name] of keys) session?.setActionHandler(key, () => void command(name));
    return () => {
      for (const [key] of keys) session?.setActionHandler(key, null);
    };
  }, [command]);
}
