import { VisuallyHidden } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { PlayerBar } from '../bar/player-bar';
import { useRequestNews } from '../requests/use-requests';
import { useSession } from '../session/api';
import { useReturnToSignIn } from '../session/use-return-to-sign-in';
import { UploadPanel } from '../uploads/upload-panel';
import { UploadsProvider } from '../uploads/uploads-provider';
import { useCurrentVenue } from '../venue/current-venue';
import { VenueProvider } from '../venue/venue-provider';
import styles from './console.module.css';
import { BottomNav, SideNav, TopBar } from './navigation';
import { NoVenue } from './no-venue';
import { ShortcutsProvider } from './shortcuts';
import { Starting } from './starting';

/** Guests' requests stay right on every page: their number stands in the navigation. */
function RequestNews() {
  useRequestNews();
  return null;
}

/** The console's frame: places to go, the place itself, and the bar that never leaves. */
export function ConsoleLayout() {
  const session = useSession();
  const venue = useCurrentVenue(session.user);
  useReturnToSignIn();
  if (session.status !== 'signed-in') return <Starting />;
  if (venue === null) return <NoVenue />;
  return (
    <VenueProvider key={venue.id} venue={venue}>
      <UploadsProvider>
        <ShortcutsProvider>
          <div className={styles['frame']}>
            <SideNav />
            <TopBar />
            <main className={styles['main']} id="main">
              <VisuallyHidden component="h1">{venue.name}</VisuallyHidden>
              <RequestNews />
              <Outlet />
            </main>
            <footer className={styles['bar']}>
              <PlayerBar />
            </footer>
            <BottomNav />
            <UploadPanel />
          </div>
        </ShortcutsProvider>
      </UploadsProvider>
    </VenueProvider>
  );
}
