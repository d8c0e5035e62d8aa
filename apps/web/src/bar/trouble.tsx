import { Button } from '@mantine/core';
import { IconAlertTriangle, IconHourglass, IconVolumeOff } from '@tabler/icons-react';
import { type Alert, type NowPlaying } from '@djamms/contracts';
import { useEffect, useState } from 'react';
import { roughTime } from '../ui/time';
import { useIsOwner } from '../venue/use-is-owner';
import { useCommand } from '../venue/use-steering';
import { useConnectionState, useNowPlaying, useVenueSnapshot } from '../venue/venue-context';
import styles from './bar.module.css';
import { OfflineStrip } from './offline-strip';
import { OpenPlayer } from './presence';
import { Strip } from './strip';
import { type Presence, usePresence } from './use-presence';

/** Everything that keeps the room from hearing what it should, readable from across it, with what to do. */
export function Trouble() {
  const alerts = useVenueSnapshot((snapshot) => snapshot.state?.alerts ?? null);
  return (
    <>
      <OfflineStrip />
      {alerts?.map((alert) => (
        <AlertStrip key={alert.kind} alert={alert} />
      ))}
      <PlayerTrouble />
    </>
  );
}

function AlertStrip({ alert }: { alert: Alert }) {
  return (
    <Strip
      tone={alert.severity === 'critical' ? 'loud' : 'warn'}
      icon={<IconAlertTriangle size={24} aria-hidden />}
      title={alert.title}
      action={<AlertAction kind={alert.kind} />}
      testId="alert-strip"
    >
      {alert.detail}
    </Strip>
  );
}

function AlertAction({ kind }: { kind: Alert['kind'] }) {
  const command = useCommand();
  switch (kind) {
    case 'player_failing':
      return (
        <Button variant="white" color="dark" onClick={() => void command('PLAY')}>
          Try again
        </Button>
      );
    default:
      // Of a newer version: its words say what to do.
      return null;
  }
}

function PlayerTrouble() {
  const presence = usePresence();
  const nowPlaying = useNowPlaying();
  const online = useConnectionState() === 'online';
  // Offline, nobody here knows how the player is; the page says that it is offline.
  if (nowPlaying === null || !online) return null;
  if (presence.state === 'lost') return <LostPlayer presence={presence} wanted={isWanted(nowPlaying)} />;
  if (presence.state === 'none') return <NoPlayer wanted={isWanted(nowPlaying)} />;
  return nowPlaying.state === 'buffering' ? <SlowPlayer key={nowPlaying.item_id} device={presence.device} /> : null;
}

const isWanted = ({ state }: NowPlaying): boolean => state === 'playing' || state === 'buffering';

function NoPlayer({ wanted }: { wanted: boolean }) {
  return (
    <Strip
      tone={wanted ? 'loud' : 'calm'}
      icon={<IconVolumeOff size={24} aria-hidden />}
      title="No player is connected"
      action={<OpenPlayer label="Open it here" className={styles['strip-action']} />}
      testId="player-trouble"
    >
      {wanted ? 'The room hears nothing. ' : ''}Open the player on the computer at the loudspeakers.
    </Strip>
  );
}

function LostPlayer({ presence, wanted }: { presence: Presence; wanted: boolean }) {
  const mayTakeOver = useIsOwner();
  return (
    <Strip
      tone={wanted ? 'loud' : 'warn'}
      icon={<IconVolumeOff size={24} aria-hidden />}
      title={`The player has been silent for ${roughTime(presence.age ?? 0)}`}
      action={mayTakeOver && <OpenPlayer label="Play from here" className={styles['strip-action']} />}
      testId="player-trouble"
    >
      Look after {presence.device}: is the computer on, online, and the player’s window open?
    </Strip>
  );
}

/** Milliseconds after which loading is no longer normal. */
const patience = 10_000;

function SlowPlayer({ device }: { device: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, []);
  if (!late) return null;
  return (
    <Strip
      tone="warn"
      icon={<IconHourglass size={24} aria-hidden />}
      title="The song does not start"
      testId="player-slow"
    >
      {device} still loads it. Look whether its window asks for a click, or skip to the next song.
    </Strip>
  );
}
