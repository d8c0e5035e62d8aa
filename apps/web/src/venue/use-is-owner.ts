import { useSession } from '../session/api';
import { useVenue } from './venue-context';

/** Whether the signed-in user owns this venue or administers them all: who may change it and take over its player. */
export function useIsOwner(): boolean {
  const { user } = useSession();
  const { venue } = useVenue();
  return user?.role === 'admin' || venue.role === 'owner';
}
