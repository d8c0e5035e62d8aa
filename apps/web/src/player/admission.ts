import { useEffect, useState } from 'react';
import { redirect } from '@tanstack/react-router';
import { api, isKnownBrowser, useSession } from '../session/api';
import { type Venue } from '../venue/venue-context';
import { DeviceMemory } from './offline/device-memory';

/** Milliseconds that a server may take to say who is signed in, before this device answers for itself. */
const patience = 4_000;

interface Entry {
  params: { venueId: string };
  location: { href: string };
}

/**
 * Lets in who is signed in, and without a server a device that has played for the venue before: its room shall not
 * be silent because the server is.
 */
export async function admitPlayer({ params, location }: Entry): Promise<void> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), patience));
  const answer = await Promise.race([api.session.restore(), late]).catch((error: unknown) => ({ error }));
  if (answer !== null && 'status' in answer) {
    if (answer.status === 'signed-in') return;
    redirect({ to: isKnownBrowser() ? '/login' : '/register', search: { to: location.href }, throw: true });
  }
  if ((await DeviceMemory.recall(params.venueId)) !== null) return;
  // A device that does not know the venue has nothing to show without the server.
  if (answer !== null && 'error' in answer) throw answer.error;
  await api.session.restore();
}

export interface Admission {
  /** Undefined while it is found out, null for a venue that is not the user's. */
  venue: Venue | null | undefined;
  /** The session ended while the player was open: it plays on, but the venue can't be followed. */
  isSignedOut: boolean;
}

/** The venue that this window plays for: as the server says, or without it as this device remembers. */
export function useAdmission(venueId: string): Admission {
  const { user, status } = useSession();
  const remembered = useRemembered(venueId);
  const own = user?.venues.find(({ id }) => id === venueId);
  const isSignedOut = status === 'signed-out';
  if (own !== undefined) return { venue: own, isSignedOut };
  return { venue: status === 'signed-in' ? null : remembered, isSignedOut };
}

function useRemembered(venueId: string): Venue | null | undefined {
  const [venue, setVenue] = useState<Venue | null | undefined>(undefined);
  useEffect(() => {
    let isCurrent = true;
    void DeviceMemory.recall(venueId).then((memory) => {
      if (isCurrent) setVenue(memory === null ? null : { ...memory.venue, slug: '', role: 'staff' });
    });
    return () => {
      isCurrent = false;
    };
  }, [venueId]);
  return venue;
}
