import { ActionIcon, Button, Drawer, Tooltip, UnstyledButton } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconAdjustments } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { soundEnd } from '@djamms/client';
import { Cover } from '../ui/cover';
import { usePosition } from '../venue/use-position';
import { useNowPlaying } from '../venue/venue-context';
import styles from './bar.module.css';
import { FadeOut } from './fade-out';
import { HoldToStop } from './hold-to-stop';
import { PresenceBadge } from './presence';
import { Seek } from './seek';
import { PlayPause, Skip, Transport } from './transport';
import { Trouble } from './trouble';
import { type HoldToStopState, useHoldToStop } from './use-hold-to-stop';
import { Volume } from './volume';

/** The bar that never leaves: what plays, how to steer it, and whether anybody hears it. */
export function PlayerBar() {
  const hold = useHoldToStop();
  // One of the two is there, not one of them hidden: each thing has one name on the page.
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  return (
    <>
      <Trouble />
      {isPhone ? <PhoneBar hold={hold} /> : <WideBar hold={hold} />}
    </>
  );
}

function WideBar({ hold }: { hold: HoldToStopState }) {
  return (
    <section className={styles['bar']} aria-label="Now playing" data-testid="player-bar">
      <div className={styles['left']}>
        <PresenceBadge />
        <CurrentTrack size={56} />
      </div>
      <div className={styles['center']}>
        <Transport />
        <Seek />
      </div>
      <div className={styles['right']}>
        <Volume />
        <SoundSettings />
        <div className={styles['ends']}>
          <FadeOut />
          <HoldToStop hold={hold} />
        </div>
      </div>
    </section>
  );
}

function CurrentTrack({ size }: { size: number }) {
  const nowPlaying = useNowPlaying();
  const title = nowPlaying?.title ?? null;
  const artist = nowPlaying?.artist ?? '';
  return (
    <div className={styles['track']}>
      <Cover title={title} artist={artist} src={nowPlaying?.thumbnail ?? null} size={size} radius={8} />
      <div style={{ minWidth: 0 }}>
        <div className={`${styles['title']} truncate`} data-testid="now-playing-title" title={title ?? undefined}>
          {title ?? 'Nothing is playing'}
        </div>
        <div className={`${styles['artist']} truncate`} data-testid="now-playing-artist">
          {title === null ? 'Press play' : artist}
        </div>
      </div>
    </div>
  );
}

function SoundSettings() {
  return (
    <Tooltip label="Sound: equaliser, crossfade, loudness">
      <ActionIcon component={Link} to="/settings" variant="subtle" color="gray" size="lg" aria-label="Sound settings">
        <IconAdjustments size={20} />
      </ActionIcon>
    </Tooltip>
  );
}

/** The compact bar of a phone; a touch opens everything else. */
function PhoneBar({ hold }: { hold: HoldToStopState }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <section className={styles['phone']} aria-label="Now playing" data-testid="player-bar">
      <ProgressLine />
      <UnstyledButton className={styles['open']} onClick={open} aria-label="Open the controls">
        <CurrentTrack size={44} />
      </UnstyledButton>
      <PlayPause size={44} />
      <Skip to="next" size={44} />
      <HoldToStop hold={hold} round />
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="min(720px, 92dvh)"
        title="Now playing"
        radius="lg"
      >
        <PhoneSheet hold={hold} onLeave={close} />
      </Drawer>
    </section>
  );
}

function PhoneSheet({ hold, onLeave }: { hold: HoldToStopState; onLeave: () => void }) {
  const nowPlaying = useNowPlaying();
  const title = nowPlaying?.title ?? null;
  return (
    <div className={styles['sheet']}>
      <PresenceBadge />
      <div style={{ display: 'grid', placeItems: 'center' }}>
        <Cover
          title={title}
          artist={nowPlaying?.artist ?? ''}
          src={nowPlaying?.thumbnail ?? null}
          size={190}
          radius={16}
        />
      </div>
      <div>
        <div className="truncate" style={{ fontSize: 20, fontWeight: 650 }}>
          {title ?? 'Nothing is playing'}
        </div>
        <div className="truncate" style={{ color: 'var(--dj-muted)' }}>
          {nowPlaying?.artist}
        </div>
      </div>
      <Seek />
      <Transport large />
      <Volume />
      <div className={styles['foot']}>
        <Button
          component={Link}
          to="/settings"
          variant="subtle"
          color="gray"
          leftSection={<IconAdjustments size={18} />}
          onClick={onLeave}
        >
          Sound
        </Button>
        <div className={styles['ends']}>
          <FadeOut />
          <HoldToStop hold={hold} />
        </div>
      </div>
    </div>
  );
}

function ProgressLine() {
  const nowPlaying = useNowPlaying();
  const position = usePosition();
  const end = nowPlaying === null ? 0 : soundEnd(nowPlaying);
  const share = end > 0 ? Math.min(1, position / end) : 0;
  return <div className={styles['line']} style={{ transform: `scaleX(${share})` }} aria-hidden />;
}
