import { ActionIcon, Slider } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipForwardFilled,
  IconVolume,
} from '@tabler/icons-react';
import { type PlaybackState } from '@djamms/contracts';
import { type PlayerSession } from './player-session';
import styles from './player.module.css';

interface LocalControlsProps {
  session: PlayerSession;
  shown: PlaybackState | null;
}

/** For whoever is in the room while no console reaches this player. */
export function LocalControls({ session, shown }: LocalControlsProps) {
  const state = shown?.nowPlaying.state ?? 'stopped';
  const isPlaying = state === 'playing' || state === 'buffering';
  const label = isPlaying ? 'Pause' : 'Play';
  return (
    <div className={styles['local']} role="group" aria-label="Music in this room" data-testid="local-controls">
      <ActionIcon
        size={52}
        radius="xl"
        variant="white"
        color="dark"
        aria-label={label}
        title={label}
        onClick={() => session.local.setPlaying(!isPlaying)}
      >
        {isPlaying ? <IconPlayerPauseFilled size={24} /> : <IconPlayerPlayFilled size={24} />}
      </ActionIcon>
      <ActionIcon
        size={44}
        radius="xl"
        variant="subtle"
        color="gray"
        aria-label="Next song"
        title="Next song"
        onClick={() => session.local.skip()}
      >
        <IconPlayerSkipForwardFilled size={22} />
      </ActionIcon>
      <IconVolume size={22} aria-hidden />
      <Slider
        className={styles['volume']}
        aria-label="Volume"
        color="gray.2"
        label={null}
        value={shown?.settings.master_volume ?? 0}
        onChange={(volume) => session.local.setVolume(volume)}
      />
    </div>
  );
}
