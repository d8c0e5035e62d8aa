import { Button, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { deviceId } from '../player/device-id';
import { roughTime } from '../ui/time';
import { useIsOwner } from '../venue/use-is-owner';
import { useReachable } from '../venue/use-reachable';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';
import styles from './bar.module.css';
import { type Presence, usePresence } from './use-presence';

const headlines = { lost: 'Player silent', none: 'No player' } as const;

/** The bar's left edge: is there a player, which one, and when was it last heard; a touch says what can be done. */
export function PresenceBadge() {
  const presence = usePresence();
  const { state, device, age } = presence;
  const reachable = useReachable();
  const headline = state === 'connected' ? device : headlines[state];
  const lastKnown =
    age === null ? 'nobody hears it' : state === 'lost' ? `for ${roughTime(age)}` : `heard ${age} s ago`;
  // Offline, nobody here knows how the player is.
  const detail = reachable ? lastKnown : 'when last seen';
  return (
    <Popover position="top-start" width={320} shadow="lg" withArrow trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={styles['presence']}
          data-testid="player-presence"
          data-state={state}
          aria-label={`Player: ${headline}, ${detail}`}
        >
          <span className={styles['dot']} data-state={reachable ? state : 'unknown'} aria-hidden />
          <span style={{ minWidth: 0 }}>
            <span className={`${styles['device']} truncate`}>{headline}</span>
            <span className={`${styles['heard']} truncate tabular`}>{detail}</span>
          </span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label="The player">
        <PresenceDetails presence={presence} />
      </Popover.Dropdown>
    </Popover>
  );
}

function PresenceDetails({ presence }: { presence: Presence }) {
  const { state, device, age } = presence;
  const here = useVenueSnapshot((snapshot) => snapshot.state?.player?.device_id === deviceId());
  const where = here ? `${device}, in this browser` : device;
  const title = { connected: `Plays on ${where}`, lost: `${device} is silent`, none: 'No player is connected' }[state];
  return (
    <Stack gap="xs">
      <Text fw={650}>{title}</Text>
      {age !== null && (
        <Text size="sm" c="dimmed" className="tabular">
          Last heard {roughTime(age)} ago
        </Text>
      )}
      {here && state === 'connected' ? (
        <Text size="sm">Leave its window open: it makes the sound of the room.</Text>
      ) : (
        <MoveHere state={state} />
      )}
    </Stack>
  );
}

/** How the sound comes to this computer: by opening the player here, which takes over where that is allowed. */
function MoveHere({ state }: { state: Presence['state'] }) {
  const mayTakeOver = useIsOwner();
  if (state === 'connected' && !mayTakeOver) {
    return (
      <Text size="sm">
        To play from another computer, close the player’s window there and open it here two minutes later. An owner can
        take over at once.
      </Text>
    );
  }
  const words =
    state === 'connected'
      ? 'The player opens in a new window and asks before it takes over. Then the other one falls silent.'
      : 'Open the player on the computer at the loudspeakers. If that is this one, open it here.';
  return (
    <>
      <Text size="sm">{words}</Text>
      <OpenPlayer label={state === 'connected' ? 'Play from this computer' : 'Open the player here'} />
    </>
  );
}

export function OpenPlayer({ label, className }: { label: string; className?: string }) {
  const { venue } = useVenue();
  return (
    <Button
      component="a"
      href={`/player/${venue.id}`}
      target="_blank"
      rel="noreferrer"
      variant="light"
      className={className}
      rightSection={<IconExternalLink size={16} />}
    >
      {label}
    </Button>
  );
}
