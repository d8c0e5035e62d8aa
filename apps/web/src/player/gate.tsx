import { Button } from '@mantine/core';
import { IconPlayerPlayFilled, IconSwitchHorizontal } from '@tabler/icons-react';
import { deviceName } from '../bar/device-name';
import { useVenueSnapshot } from '../venue/venue-context';
import { type PlayerSnapshot } from './player-snapshot';
import styles from './player.module.css';

interface GateProps {
  snapshot: PlayerSnapshot;
  onStart: () => void;
  onTakeOver: () => void;
}

/** What stands between this window and sound: the first click, or another window that plays. */
export function Gate({ snapshot, onStart, onTakeOver }: GateProps) {
  const player = useVenueSnapshot((venue) => venue.state?.player ?? null);
  const { role, sameBrowser, problem } = snapshot;
  if (role === 'master') return null;
  if (role === 'follower') {
    const where = sameBrowser ? 'another window of this browser' : deviceName(player?.user_agent ?? null);
    return (
      <div className={styles['gate']} role="dialog" aria-labelledby="gate-title" data-testid="player-conflict">
        <h1 id="gate-title">Another player makes the sound</h1>
        <p>
          The music of this venue plays on {where}. Only one player can make sound at a time. If that one is not in the
          room, let this one take over.
        </p>
        {problem !== null && <p role="alert">{problem}</p>}
        <Button size="lg" leftSection={<IconSwitchHorizontal size={22} />} onClick={onTakeOver} data-testid="take-over">
          Play here instead
        </Button>
      </div>
    );
  }
  return (
    <div className={styles['gate']} role="dialog" aria-labelledby="gate-title">
      <h1 id="gate-title">This window plays the music</h1>
      <p>
        Leave it open on the computer that is connected to the loudspeakers. Everything else is done from the console.
      </p>
      {problem !== null && <p role="alert">{problem}</p>}
      <Button
        size="xl"
        radius="xl"
        autoFocus
        loading={role === 'starting'}
        leftSection={<IconPlayerPlayFilled size={24} />}
        onClick={onStart}
        data-testid="player-start"
      >
        Start the sound
      </Button>
    </div>
  );
}
