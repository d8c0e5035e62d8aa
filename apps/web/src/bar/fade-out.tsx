import { ActionIcon, Menu } from '@mantine/core';
import { IconTrendingDown } from '@tabler/icons-react';
import { useCommand } from '../venue/use-steering';
import { useNowPlaying } from '../venue/venue-context';

/** Seconds to choose from. */
const fades = [3, 5, 10, 20, 30];

/** The gentle way to silence: over some seconds. */
export function FadeOut({ size = 44 }: { size?: number }) {
  const command = useCommand();
  const nowPlaying = useNowPlaying();
  const sounds = nowPlaying?.state === 'playing' || nowPlaying?.state === 'buffering';
  return (
    <Menu position="top-end" width={200}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={size}
          radius="xl"
          aria-label="Fade out and stop"
          title="Fade out and stop (Shift F)"
          disabled={!sounds}
          data-testid="fade-out"
        >
          <IconTrendingDown size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Fade out and stop</Menu.Label>
        {fades.map((seconds) => (
          <Menu.Item key={seconds} onClick={() => void command('FADE_OUT_STOP', seconds)}>
            in {seconds} seconds
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
