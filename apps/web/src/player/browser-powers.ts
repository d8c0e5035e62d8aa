import { type PlayerSettings } from '@djamms/contracts';
import { useCallback, useEffect, useSyncExternalStore } from 'react';

const onFullScreenChange = (listener: () => void): (() => void) => {
  document.addEventListener('fullscreenchange', listener);
  return () => document.removeEventListener('fullscreenchange', listener);
};

/** Full screen: a browser enters it only while it handles a press, and leaves it whenever it is told to. */
export function useFullScreen(isWanted: boolean) {
  const isOn = useSyncExternalStore(onFullScreenChange, () => document.fullscreenElement !== null);
  const enter = useCallback(() => {
    // Missing on phones of some makers.
    void document.documentElement.requestFullscreen?.({ navigationUI: 'hide' }).catch(() => undefined);
  }, []);
  const leave = useCallback(() => {
    if (document.fullscreenElement !== null) void document.exitFullscreen().catch(() => undefined);
  }, []);
  useEffect(() => {
    if (!isWanted) leave();
  }, [isWanted, leave]);
  return { isOn, isWanted, toggle: isOn ? leave : enter, enterIfWanted: () => isWanted && enter() };
}

/** Keeps the page itself for when the server is away. Browsers have service workers with https and on localhost only. */
export function useServiceWorker(): void {
  useEffect(() => {
    const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker;
    if (import.meta.env.PROD) workers?.register('/sw.js', { scope: '/player/' }).catch(() => undefined);
  }, []);
}

/** The screen in the room stays on while music plays on it. */
export function useWakeLock(isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const wakeLock: WakeLock | undefined = navigator.wakeLock;
    let lock: WakeLockSentinel | undefined;
    // Browsers end the lock when the window is hidden.
    const take = (): void => {
      if (document.visibilityState !== 'visible') return;
      wakeLock?.request('screen').then(
        (taken) => (lock = taken),
        () => undefined,
      );
    };
    take();
    document.addEventListener('visibilitychange', take);
    return () => {
      document.removeEventListener('visibilitychange', take);
      void lock?.release();
    };
  }, [isWanted]);
}

/** Windows that a page opened, and installed ones, can be moved and resized; to others a browser says no in silence. */
export function useWindowPlace(size: PlayerSettings['player_size'], position: PlayerSettings['player_position']): void {
  useEffect(() => {
    if (size !== null) window.resizeTo(size.width, size.height);
  }, [size]);
  useEffect(() => {
    if (position !== null) window.moveTo(position.x, position.y);
  }, [position]);
}
