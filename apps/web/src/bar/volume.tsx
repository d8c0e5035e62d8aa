import { ActionIcon, Slider, Tooltip } from '@mantine/core';
import { useThrottledCallback } from '@mantine/hooks';
import { IconVolume, IconVolume2, IconVolume3 } from '@tabler/icons-react';
import { useCommand } from '../venue/use-steering';
import { useVenueSnapshot } from '../venue/venue-context';
import styles from './bar.module.css';
import { useChosen } from './use-chosen';

/** Milliseconds between volumes sent while the slider moves. */
const sendEvery = 150;

export function Volume() {
  const settings = useVenueSnapshot((snapshot) => snapshot.state?.settings ?? null);
  const command = useCommand();
  const { chosen, choose, letGo } = useChosen((value) => command('SET_VOLUME', value));
  const send = useThrottledCallback((value: number) => void command('SET_VOLUME', value), sendEvery);
  const volume = chosen ?? settings?.master_volume ?? 0;
  const muted = settings?.is_muted ?? false;
  const Icon = muted ? IconVolume3 : volume < 50 ? IconVolume2 : IconVolume;
  const muteLabel = muted ? 'Sound on' : 'Sound off';
  return (
    <div className={styles['volume']}>
      <Tooltip label={muteLabel}>
        <ActionIcon
          variant="subtle"
          color={muted ? 'red' : 'gray'}
          size="lg"
          aria-label={muteLabel}
          disabled={settings === null}
          data-testid="mute"
          onClick={() => void command(muted ? 'UNMUTE' : 'MUTE')}
        >
          <Icon size={20} />
        </ActionIcon>
      </Tooltip>
      <Slider
        value={volume}
        disabled={settings === null}
        onChange={(value) => {
          choose(value);
          send(value);
        }}
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
