import { ActionIcon, Slider, Tooltip } from '@mantine/core';
import { IconVolume, IconVolume2, IconVolume3 } from '@tabler/icons-react';
import { startTransition, useOptimistic } from 'react';
import { useHeld } from '../venue/use-held';
import { useCommand } from '../venue/use-steering';
import { useVenueSnapshot } from '../venue/venue-context';
import styles from './bar.module.css';

/** How loud the room is, and silence without stopping the song. */
export function Volume() {
  const settings = useVenueSnapshot((snapshot) => snapshot.state?.settings ?? null);
  const command = useCommand();
  const { held, move, letGo } = useHeld<number>({ send: (value) => command('SET_VOLUME', value), live: true });
  const volume = held ?? settings?.master_volume ?? 0;
  const muted = settings?.is_muted ?? false;
  return (
    <div className={styles['volume']}>
      <Mute muted={muted} volume={volume} disabled={settings === null} />
      <Slider
        value={volume}
        disabled={settings === null}
        onChange={move}
        onChangeEnd={letGo}
        label={(value) => `${value} %`}
        thumbLabel="Volume"
        size={5}
        thumbSize={16}
        color={muted ? 'gray' : undefined}
        data-testid="volume"
      />
    </div>
  );
}

function Mute({ muted: known, volume, disabled }: { muted: boolean; volume: number; disabled: boolean }) {
  const command = useCommand();
  const [muted, show] = useOptimistic(known);
  const Icon = muted ? IconVolume3 : volume < 50 ? IconVolume2 : IconVolume;
  const label = muted ? 'Sound on' : 'Sound off';
  const toggle = (): void =>
    startTransition(async () => {
      show(!muted);
      await command(muted ? 'UNMUTE' : 'MUTE');
    });
  return (
    <Tooltip label={`${label} (M)`}>
      <ActionIcon
        variant={muted ? 'light' : 'subtle'}
        color={muted ? 'red' : 'gray'}
        size="lg"
        aria-label={label}
        disabled={disabled}
        data-testid="mute"
        data-muted={muted}
        onClick={toggle}
      >
        <Icon size={20} />
      </ActionIcon>
    </Tooltip>
  );
}
