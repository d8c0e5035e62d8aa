import { type GuestStorage, VenueConnection, createGuestApi } from '@djamms/client';
import { createRequest } from '@djamms/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { steadyNow } from '../session/api';
import { oneWindowAtATime } from '../session/one-window-at-a-time';
import { useRevisionMark } from '../venue/use-revision-mark';
import { KioskContext, type KioskContextValue, type KioskView } from './kiosk-context';
import { RequestOutbox } from './request-outbox';
import { keepMine, useRequestNews } from './use-my-requests';

/** Looked up at each use: where storage is switched off, even naming it throws. */
const browserStorage: GuestStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

/** Makes this browser a guest of the venue, and keeps one line to it as long as the kiosk is shown. */
export function KioskProvider({ kiosk, children }: { kiosk: KioskView; children: ReactNode }) {
  const { venue } = kiosk;
  const queries = useQueryClient();
  const parts = useMemo(() => {
    // By its id and not by what the address says: the same guest on every address of the venue.
    const api = createGuestApi({
      slug: venue.id,
      storage: browserStorage,
      exclusively: oneWindowAtATime,
      now: steadyNow,
    });
    const connection = new VenueConnection({ venueId: venue.id, credentials: api.guest, rest: api, now: steadyNow });
    const outbox = new RequestOutbox({
      send: async ({ id, title, artist, duration }) => {
        const song = { trackId: id, title, artist, duration };
        const { request, wait } = await connection.change(createRequest, { venueId: venue.id, song });
        keepMine(queries, venue.id, request, wait, connection.clock.serverNow());
        return request;
      },
    });
    return { api, connection, outbox };
  }, [venue.id, queries]);
  useOpenLine(parts.connection);
  useRevisionMark(parts.connection);
  const value: KioskContextValue = useMemo(() => ({ ...parts, venue, first: kiosk }), [parts, venue, kiosk]);
  return (
    <KioskContext value={value}>
      <RequestNews />
      {children}
    </KioskContext>
  );
}

function RequestNews() {
  useRequestNews();
  return null;
}

/** Phones sleep: the line is tried at once when the page is looked at again, or the network is back. */
function useOpenLine(connection: VenueConnection): void {
  useEffect(() => {
    const nudge = (): void => connection.nudge();
    const look = (): void => {
      if (document.visibilityState === 'visible') connection.nudge();
    };
    connection.open();
    window.addEventListener('online', nudge);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('online', nudge);
      document.removeEventListener('visibilitychange', look);
      connection.close();
    };
  }, [connection]);
}
