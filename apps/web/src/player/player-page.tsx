import { Button } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Starting } from '../app/starting';
import { api, steadyNow } from '../session/api';
import { useReturnToSignIn } from '../session/use-return-to-sign-in';
import { Cover } from '../ui/cover';
import { Empty } from '../ui/states';
import { useVenue } from '../venue/venue-context';
import { VenueProvider } from '../venue/venue-provider';
import { useAdmission } from './admission';
import { useFullScreen, useServiceWorker, useWakeLock, useWindowPlace } from './browser-powers';
import { Gate } from './gate';
import { LocalControls } from './local-controls';
import { PlayerSession } from './player-session';
import styles from './player.module.css';
import { Clock, FullScreenButton, NextUp, Song } from './stage';
import { StatusChip } from './status-chip';
import { useMediaKeys } from './use-media-keys';

/** The window in the room: it makes the sound, and shows what plays across the room. */
export function PlayerPage() {
  const { venueId } = useParams({ from: '/player/$venueId' });
  const { venue, isSignedOut } = useAdmission(venueId);
  if (venue === undefined) return <Starting />;
  if (venue === null) return isSignedOut ? <SignedOut /> : <NotYours />;
  return (
    <VenueProvider key={venue.id} venue={venue}>
      <Stage isSignedOut={isSignedOut} />
    </VenueProvider>
  );
}

function SignedOut() {
  useReturnToSignIn();
  return <Starting />;
}

function NotYours() {
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

function Stage({ isSignedOut }: { isSignedOut: boolean }) {
  const { venue } = useVenue();
  const session = usePlayerSession();
  const snapshot = useSyncExternalStore(session.subscribe, session.getSnapshot);
  const { shown, isAlone, role } = snapshot;
  const { app_name: appName, display_sliders: display } = shown?.settings ?? {};
  const isPlaying = shown?.nowPlaying.state === 'playing';
  const fullScreen = useFullScreen(shown?.settings.is_fullscreen ?? false);
  const name = appName ?? venue.name;
  useMediaKeys(session, shown?.nowPlaying ?? null, isAlone);
  useServiceWorker();
  useWakeLock(role === 'master');
  useWindowPlace(shown?.settings.player_size ?? null, shown?.settings.player_position ?? null);
  useEffect(() => {
    document.title = shown?.nowPlaying.title ? `${shown.nowPlaying.title} · ${name}` : name;
  }, [shown?.nowPlaying.title, name]);
  if (isSignedOut && role !== 'master') return <SignedOut />;
  const start = (): void => {
    fullScreen.enterIfWanted();
    void session.start();
  };
  return (
    <main
      className={styles['stage']}
      style={{ filter: filterOf(display) }}
      data-mantine-color-scheme="dark"
      data-testid="player-page"
      data-role={role}
      data-alone={isAlone}
    >
      <Backdrop
        title={shown?.nowPlaying.title ?? name}
        artist={shown?.nowPlaying.artist ?? ''}
        src={shown?.nowPlaying.thumbnail ?? null}
      />
      <div className={styles['top']}>
        <span className={`${styles['venue']} truncate`}>{name}</span>
        <div className={styles['when']}>
          <FullScreenButton isOn={fullScreen.isOn} isWanted={fullScreen.isWanted} onToggle={fullScreen.toggle} />
          <Clock timezone={venue.timezone} />
        </div>
      </div>
      <Song session={session} shown={shown} isAlone={isAlone} />
      <div className={styles['bottom']}>
        <NextUp shown={shown} session={session} />
        {isAlone && role === 'master' && <LocalControls session={session} shown={shown} />}
        <StatusChip snapshot={snapshot} isSignedOut={isSignedOut} isPlaying={isPlaying} />
      </div>
      <Gate snapshot={snapshot} onStart={start} onTakeOver={() => void session.takeOver()} />
    </main>
  );
}

function Backdrop(cover: { title: string; artist: string; src: string | null }) {
  return (
    <div className={styles['backdrop']} aria-hidden>
      <Cover {...cover} size="100%" radius={0} />
    </div>
  );
}

function filterOf(display: { brightness: number; contrast: number } | undefined): string | undefined {
  if (display === undefined || (display.brightness === 100 && display.contrast === 100)) return undefined;
  // Nobody shall lose the way back by a screen that is black.
  const percent = (value: number): number => Math.max(20, value);
  return `brightness(${percent(display.brightness)}%) contrast(${percent(display.contrast)}%)`;
}

/** The session of this window. A player that was reloaded starts by itself where the browser allows it. */
function usePlayerSession(): PlayerSession {
  const { venue, connection } = useVenue();
  const { id, name, timezone } = venue;
  const session = useMemo(
    () => new PlayerSession({ id, name, timezone }, connection, api, steadyNow),
    [id, name, timezone, connection],
  );
  useEffect(() => {
    session.open();
    Object.defineProperty(window, '__djamms', { configurable: true, get: () => Object.freeze(session.debug()) });
    void session.resume();
    return () => session.close();
  }, [session]);
  return session;
}
