import { createApi } from '@djamms/client';
import { useSyncExternalStore } from 'react';
import { oneWindowAtATime } from './one-window-at-a-time';

/** Milliseconds since 1970 on a clock that does not jump when the computer's time is set. */
export const steadyNow = (): number => performance.timeOrigin + performance.now();

export const api = createApi({ exclusively: oneWindowAtATime, now: steadyNow });

export const useSession = () => useSyncExternalStore(api.session.subscribe, api.session.getSnapshot);

const knownKey = 'djamms.known';

/** Whether somebody has signed in from this browser before: a new one is led to the registration first. */
export const isKnownBrowser = (): boolean => localStorage.getItem(knownKey) !== null;
export const rememberBrowser = (): void => localStorage.setItem(knownKey, 'yes');
