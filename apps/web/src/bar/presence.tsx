import { Tooltip } from '@mantine/core';
import { IconVolumeOff } from '@tabler/icons-react';
import { roughTime } from '../ui/time';
import { useNowPlaying, useVenue } from '../venue/venue-context';
import styles from './bar.module.css';
import { usePresence } from './use-presence';

/** The bar's left edge: is there a player, which one, and when was it last heard. */
export function PresenceBadge() {
  const { state, device, age } = usePresence();
  const headline = { connected: device, lost: 'Player lost', none: 'No player' }[state];
  const detail = age === null ? 'nobody hears it' : state === 'lost' ? `for ${roughTime(age)}` : `heard ${age} s ago`;
  const explanation = state === 'connected' ? `The music plays on ${device}` : 'Nobody hears the music right now';
  return (
    <Tooltip label={explanation}>
      <div className={styles['presence']} data-testid="player-presence" data-state={state}>
        <span className={styles['dot']} data-state={state} aria-hidden />
        <span style={{ minWidth: 0 }}>
          <div className="truncate" style={{ color: 'var(--dj-text)', fontWeight: 600 }}>
            {headline}
          </div>
          <div className="truncate tabular">{detail}</div>
        </span>
      </div>
    </Tooltip>
  );
}

/** Trouble with the player, visible from across the room, with what to do. */
export function PlayerTrouble() {
  const { venue } = useVenue();
  const { state, device, age } = usePresence();
  const nowPlaying = useNowPlaying();
  if (state === 'connected' || nowPlaying === null) return null;
  const calm = state === 'none' && nowPlaying.state !== 'playing';
  return (
    <div className={styles['trouble']} data-calm={calm} role={calm ? 'status' : 'alert'} data-testid="player-trouble">
      <IconVolumeOff size={20} aria-hidden />
      {state === 'none' ? (
        <span>No player is open, so the room hears nothing.</span>
      ) : (
        <span>
          The player ({device}) has not been heard for {roughTime(age ?? 0)}. Check that its window is open and online.
        </span>
      )}
      <a href={`/player/${venue.id}`} target="_blank" rel="noreferrer">
        Open the player here
      </a>
    </div>
  );
}
