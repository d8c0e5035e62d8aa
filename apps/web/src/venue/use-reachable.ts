import { useConnectionState } from './venue-context';

/** Whether the server hears this window now. What can't wait for it is switched off meanwhile. */
export const useReachable = (): boolean => useConnectionState() === 'online';
