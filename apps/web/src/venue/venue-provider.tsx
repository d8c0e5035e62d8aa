import { VenueConnection } from '@djamms/client';
import { type ReactNode, useEffect, useMemo } from 'react';
import { api, steadyNow } from '../session/api';
import { useRevisionMark } from './use-revision-mark';
import { type Venue, VenueContext } from './venue-context';

/** Keeps one line to a venue open as long as something of it is shown. */
export function VenueProvider({ venue, children }: { venue: Venue; children: ReactNode }) {
  const venueId = venue.id;
  const connection = useMemo(
    () => new VenueConnection({ venueId, credentials: api.session, rest: api, now: steadyNow }),
    [venueId],
  );
  useEffect(() => {
    const nudge = (): void => connection.nudge();
    connection.open();
    window.addEventListener('online', nudge);
    return () => {
      window.removeEventListener('online', nudge);
      connection.close();
    };
  }, [connection]);
  useRevisionMark(connection);
  const value = useMemo(() => ({ venue, connection }), [venue, connection]);
  return <VenueContext value={value}>{children}</VenueContext>;
}
