import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconLogin, IconVolume } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { Equalizer } from '../ui/equalizer';
import { roughTime } from '../ui/time';
import { type PlayerSnapshot } from './player-snapshot';
import styles from './player.module.css';

interface StatusChipProps {
  snapshot: PlayerSnapshot;
  isSignedOut: boolean;
  isPlaying: boolean;
}

/** One sentence on how this window is, and what would happen without the server. */
export function StatusChip({ snapshot, isSignedOut, isPlaying }: StatusChipProps) {
  if (snapshot.role !== 'master') return null;
  return (
    <div className={styles['status']}>
      <Sentence snapshot={snapshot} isSignedOut={isSignedOut} isPlaying={isPlaying} />
      {!snapshot.isAlone && <small className={styles['kept']}>{keptWords(snapshot)}</small>}
    </div>
  );
}

function Sentence({ snapshot, isSignedOut, isPlaying }: StatusChipProps) {
  const { isAlone, problem, shown, line } = snapshot;
  if (isSignedOut) {
    return (
      <Chip tone="trouble" icon={<IconLogin size={20} />}>
        The session has ended. Sign in again, so that the console reaches this player.
        <Button
          component="a"
          href={`/login?to=${encodeURIComponent(location.pathname)}`}
          size="compact-sm"
          variant="white"
          color="dark"
        >
          Sign in
        </Button>
      </Chip>
    );
  }
  if (problem !== null) {
    return (
      <Chip tone="trouble" icon={<IconAlertTriangle size={20} />}>
        {problem}
      </Chip>
    );
  }
  if (isAlone) {
    return (
      <Chip tone="alone" icon={<IconCloudOff size={20} />}>
        {aloneWords(snapshot, isPlaying)}
      </Chip>
    );
  }
  if (line !== 'online') {
    return (
      <Chip tone="alone" icon={<IconCloudOff size={20} />}>
        Looking for the server…
      </Chip>
    );
  }
  if (shown?.settings.is_muted) {
    return <Chip icon={<IconVolume size={20} />}>The sound is switched off in the console</Chip>;
  }
  return <Chip icon={<Equalizer moving={isPlaying} />}>{isPlaying ? 'Playing in this room' : 'Ready to play'}</Chip>;
}

function aloneWords({ kept, shown }: PlayerSnapshot, isPlaying: boolean): string {
  const isIdle = shown?.nowPlaying.item_id == null;
  if (kept.songs === 0) {
    if (isIdle) return 'Offline, and no song is on this device.';
    return 'Offline. No other song is on this device: the music ends with this one.';
  }
  const length = roughTime(kept.seconds);
  return isPlaying
    ? `Offline. Playing from this device, ${length} left.`
    : `Offline and quiet. ${length} of music on this device.`;
}

function keptWords({ kept }: PlayerSnapshot): string {
  if (kept.songs === 0) return 'Nothing is kept for when the server is away yet';
  const length = `${roughTime(kept.seconds)} kept for when the server is away`;
  return window.isSecureContext ? length : `${length}; without https a reload needs the server`;
}

interface ChipProps {
  icon: ReactNode;
  tone?: 'calm' | 'alone' | 'trouble';
  children: ReactNode;
}

function Chip({ icon, tone = 'calm', children }: ChipProps) {
  return (
    <span className={styles['chip']} data-tone={tone} role="status" data-testid="player-status">
      {icon}
      {children}
    </span>
  );
}
