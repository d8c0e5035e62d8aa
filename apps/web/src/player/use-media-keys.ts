import { type NowPlaying } from '@djamms/contracts';
import { useEffect } from 'react';
import { useCommand } from '../venue/use-steering';
import { type PlayerSession } from './player-session';

/**
 * Media keys of the player's computer steer the venue, or this player while it is on its own; without this the
 * browser would pause behind their backs. The lock screen shows what plays.
 */
export function useMediaKeys({ local }: PlayerSession, nowPlaying: NowPlaying | null, isAlone: boolean): void {
  const command = useCommand();
  useEffect(() => {
    const session: MediaSession | undefined = navigator.mediaSession;
    const keys: [MediaSessionAction, () => void][] = isAlone
      ? [
          ['play', () => local.setPlaying(true)],
          ['pause', () => local.setPlaying(false)],
          ['nexttrack', () => local.skip()],
        ]
      : [
          ['play', () => void command('PLAY')],
          ['pause', () => void command('PAUSE')],
          ['nexttrack', () => void command('PLAY_NEXT')],
          ['previoustrack', () => void command('PLAY_PREVIOUS')],
        ];
    for (const [key, work] of keys) session?.setActionHandler(key, work);
    return () => {
      for (const [key] of keys) session?.setActionHandler(key, null);
    };
  }, [command, isAlone, local]);

  const { title, artist, thumbnail } = nowPlaying ?? {};
  useEffect(() => {
    const session: MediaSession | undefined = navigator.mediaSession;
    if (session === undefined) return;
    const artwork = thumbnail == null ? [] : [{ src: thumbnail, sizes: '300x300', type: 'image/jpeg' }];
    session.metadata = title == null ? null : new MediaMetadata({ title, artist: artist ?? '', artwork });
  }, [title, artist, thumbnail]);
}
