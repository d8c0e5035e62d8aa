import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { IconMapOff } from '@tabler/icons-react';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { api, steadyNow, useSession } from '../session/api';
import { Starting } from '../app/starting';
import { useReturnToSignIn } from '../session/use-return-to-sign-in';
import { Cover } from '../ui/cover';
import { Empty } from '../ui/states';
import { useNowPlaying, useVenue } from '../venue/venue-context';
import { VenueProvider } from '../venue/venue-provider';
import { Gate } from './gate';
import { PlayerSession } from './player-session';
import { useMediaKeys } from './use-media-keys';
import styles from './player.module.css';
import { Clock, NextUp, Song, StatusChip } from './stage';

/** The window in the room: it makes the sound, and shows what plays across the room. */
export function PlayerPage() {
  const { venueId } = useParams({ from: '/player/$venueId' });
  const { user, status } = useSession();
  useReturnToSignIn();
  const venue = user?.venues.find((entry) => entry.id === venueId);
  if (status !== 'signed-in') return <Starting />;
  if (venue === undefined) {
    return (
      <Empty
        icon={<IconMapOff size={30} />}
        title="This venue is not yours"
        action={
          <Button component={Link} to="/">
            Go to the console
          </Button>
        }
      >
        Open the player from the console of the venue, signed in as one of its staff.
      </Empty>
    );
  }
  return (
    <VenueProvider key={venue.id} venue={venue}>
      <Stage />
    </VenueProvider>
  );
}

function Stage() {
  const { venue } = useVenue();
  const session = usePlayerSession();
  useMediaKeys();
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot);
  const nowPlaying = useNowPlaying();
  return (
    <main
      className={styles['stage']}
      data-mantine-color-scheme="dark"
      data-testid="player-page"
      data-role={snapshot.role}
    >
      <div className={styles['backdrop']} aria-hidden>
        <Cover
          title={nowPlaying?.title ?? venue.name}
          artist={nowPlaying?.artist ?? ''}
          src={nowPlaying?.thumbnail ?? null}
          size="100%"
          radius={0}
        />
      </div>
      <div className={styles['top']}>
        <span className={`${styles['venue']} truncate`}>{venue.name}</span>
        <Clock timezone={venue.timezone} />
      </div>
      <Song />
      <div className={styles['bottom']}>
        <NextUp />
        <StatusChip snapshot={snapshot} />
      </div>
      <Gate snapshot={snapshot} onStart={() => void session.start()} onTakeOver={() => void session.takeOver()} />
    </main>
  );
}

/** The session of this window. A player that was reloaded starts by itself where the browser allows it. */
function usePlayerSession(): PlayerSession {
  const { venue, connection } = useVenue();
  const session = useMemo(() => new PlayerSession(venue.id, connection, api, steadyNow), [venue.id, connection]);
  useEffect(() => {
    session.open();
    Object.defineProperty(window, '__djamms', { configurable: true, get: () => Object.freeze(session.debug()) });
    void session.resume();
    return () => session.close();
  }, [session]);
  return session;
}
