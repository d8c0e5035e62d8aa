import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowsShuffle,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconRepeat,
  IconRepeatOnce,
} from '@tabler/icons-react';
import { startTransition, useOptimistic } from 'react';
import { useCommand } from '../venue/use-steering';
import { useNowPlaying, useVenueSnapshot } from '../venue/venue-context';
import styles from './bar.module.css';

/** The urgent buttons: big, certain, and answering at once. */
export function PlayPause({ size = 46 }: { size?: number }) {
  const nowPlaying = useNowPlaying();
  const command = useCommand();
  const active = nowPlaying?.state === 'playing' || nowPlaying?.state === 'buffering';
  const [playing, setPlaying] = useOptimistic(active);
  const label = playing ? 'Pause' : 'Play';
  const toggle = (): void =>
    startTransition(async () => {
      setPlaying(!playing);
      await command(playing ? 'PAUSE' : 'PLAY');
    });
  return (
    <ActionIcon
      size={size}
      radius="50%"
      variant="filled"
      aria-label={label}
      title={`${label} (space)`}
      disabled={nowPlaying === null}
      onClick={toggle}
      data-testid="play-pause"
      data-playing={playing}
    >
      {playing ? <IconPlayerPauseFilled size={size * 0.48} /> : <IconPlayerPlayFilled size={size * 0.48} />}
    </ActionIcon>
  );
}

export function Skip({ to, size = 40 }: { to: 'next' | 'previous'; size?: number }) {
  const command = useCommand();
  const known = useNowPlaying() !== null;
  const label = to === 'next' ? 'Next' : 'Previous';
  const Icon = to === 'next' ? IconPlayerSkipForwardFilled : IconPlayerSkipBackFilled;
  return (
    <Tooltip label={to === 'next' ? `${label} (N)` : `${label} (P)`}>
      <ActionIcon
        size={size}
        radius="xl"
        variant="subtle"
        color="gray"
        aria-label={label}
        disabled={!known}
        data-testid={to}
        onClick={() => void command(to === 'next' ? 'PLAY_NEXT' : 'PLAY_PREVIOUS')}
      >
        <Icon size={size * 0.52} />
      </ActionIcon>
    </Tooltip>
  );
}

const repeatLabels = { none: 'Repeat: off', all: 'Repeat: all', one: 'Repeat: this song' } as const;
const nextRepeat = { none: 'all', all: 'one', one: 'none' } as const;

export function Shuffle() {
  const settings = useVenueSnapshot((snapshot) => snapshot.state?.settings ?? null);
  const command = useCommand();
  const [on, toggle] = useOptimistic(settings?.shuffle_enabled ?? false, (shown) => !shown);
  return (
    <Tooltip label={on ? 'Shuffle: on (H)' : 'Shuffle: off (H)'}>
      <ActionIcon
        size="lg"
        radius="xl"
        variant={on ? 'light' : 'subtle'}
        color={on ? undefined : 'gray'}
        aria-label="Shuffle"
        aria-pressed={on}
        disabled={settings === null}
        data-testid="shuffle"
        onClick={() =>
          startTransition(async () => {
            toggle(undefined);
            await command('SHUFFLE_TOGGLE');
          })
        }
      >
        <IconArrowsShuffle size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

export function Repeat() {
  const settings = useVenueSnapshot((snapshot) => snapshot.state?.settings ?? null);
  const command = useCommand();
  const [mode, turn] = useOptimistic(settings?.repeat_mode ?? 'none', (shown) => nextRepeat[shown]);
  return (
    <Tooltip label={`${repeatLabels[mode]} (R)`}>
      <ActionIcon
        size="lg"
        radius="xl"
        variant={mode === 'none' ? 'subtle' : 'light'}
        color={mode === 'none' ? 'gray' : undefined}
        aria-label={repeatLabels[mode]}
        disabled={settings === null}
        data-testid="repeat"
        data-mode={mode}
        onClick={() =>
          startTransition(async () => {
            turn(undefined);
            await command('REPEAT_TOGGLE');
          })
        }
      >
        {mode === 'one' ? <IconRepeatOnce size={18} /> : <IconRepeat size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}

export function Transport({ large = false }: { large?: boolean }) {
  return (
    <div className={styles['controls']}>
      <Shuffle />
      <Skip to="previous" size={large ? 52 : 40} />
      <PlayPause size={large ? 68 : 46} />
      <Skip to="next" size={large ? 52 : 40} />
      <Repeat />
    </div>
  );
}
