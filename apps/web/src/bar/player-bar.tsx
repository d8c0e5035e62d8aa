import { Drawer, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { soundEnd } from '@djamms/client';
import { Cover } from '../ui/cover';
import { usePosition } from '../venue/use-position';
import { useNowPlaying } from '../venue/venue-context';
import styles from './bar.module.css';
import { HoldToStop } from './hold-to-stop';
import { PlayerTrouble, PresenceBadge } from './presence';
import { Seek } from './seek';
import { PlayPause, Skip, Transport } from './transport';
import { Volume } from './volume';

/** The bar that never leaves: what plays, how to steer it, and whether anybody hears it. */
export function PlayerBar() {
  return (
    <>
      <PlayerTrouble />
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
          <HoldToStop />
        </div>
      </section>
      <PhoneBar />
    </>
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
          {title === null ? 'Add songs and press play' : artist}
        </div>
      </div>
    </div>
  );
}

/** The compact bar of a phone; a touch opens everything else. */
function PhoneBar() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <section className={styles['phone']} aria-label="Now playing">
      <ProgressLine />
      <UnstyledButton className={styles['open']} onClick={open} aria-label="Open the controls">
        <CurrentTrack size={44} />
      </UnstyledButton>
      <PlayPause size={44} />
      <Skip to="next" size={44} />
      <Drawer
        opened={opened}
        onClose={close}
        position="bottom"
        size="min(640px, 92dvh)"
        title="Now playing"
        radius="lg"
      >
        <PhoneSheet />
      </Drawer>
    </section>
  );
}

function PhoneSheet() {
  const nowPlaying = useNowPlaying();
  const title = nowPlaying?.title ?? null;
  return (
    <div className={styles['sheet']}>
      <div style={{ display: 'grid', placeItems: 'center' }}>
        <Cover
          title={title}
          artist={nowPlaying?.artist ?? ''}
          src={nowPlaying?.thumbnail ?? null}
          size={220}
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
      <div style={{ display: 'flex', justifyContent: 'space-between', gap: 16 }}>
        <PresenceBadge />
        <HoldToStop />
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
