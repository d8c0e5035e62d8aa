import { ActionIcon, Group, Menu, Tooltip, UnstyledButton, VisuallyHidden, useMantineColorScheme } from '@mantine/core';
import {
  IconBroadcast,
  IconBuildingStore,
  IconChevronDown,
  IconKeyboard,
  IconLogout,
  IconMessageHeart,
  IconMoon,
  IconMusic,
  IconPlaylist,
  IconScreenShare,
  IconSettings,
  IconSun,
  IconUser,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useOpenRequests } from '../requests/use-requests';
import { useSession } from '../session/api';
import { Logo } from '../ui/logo';
import { chooseVenue } from '../venue/current-venue';
import { useVenue } from '../venue/venue-context';
import styles from './console.module.css';
import { useSignOut } from './use-sign-out';
import { useShortcutHelp } from './shortcuts';

const places = [
  { to: '/', label: 'Live', icon: IconBroadcast, exact: true },
  { to: '/requests', label: 'Requests', icon: IconMessageHeart, exact: false },
  { to: '/library', label: 'Library', icon: IconMusic, exact: false },
  { to: '/playlists', label: 'Playlists', icon: IconPlaylist, exact: false },
  { to: '/settings', label: 'Settings', icon: IconSettings, exact: false },
] as const;

function PlaceLinks({ iconSize }: { iconSize: number }) {
  return places.map(({ to, label, icon: Icon, exact }) => (
    <Link key={to} to={to} className={styles['link']} activeOptions={{ exact, includeSearch: false }}>
      <Icon size={iconSize} aria-hidden />
      {label}
      {to === '/requests' && <ToDecideBadge />}
    </Link>
  ));
}

/** How many guests wait for an answer, wherever in the console somebody is. */
function ToDecideBadge() {
  const count = useOpenRequests().requests?.decide.length ?? 0;
  if (count === 0) return null;
  return (
    <span className={`${styles['badge']} tabular`} data-testid="requests-badge">
      {count > 99 ? '99+' : count}
      <VisuallyHidden> to decide</VisuallyHidden>
    </span>
  );
}

export function SideNav() {
  return (
    <nav className={styles['nav']} aria-label="Places">
      <div className={styles['brand']}>
        <Logo />
      </div>
      <VenueMenu />
      <div className={styles['links']}>
        <PlaceLinks iconSize={20} />
      </div>
      <div className={styles['foot']}>
        <PlayerLink />
        <Group justify="space-between" wrap="nowrap" gap={4}>
          <UserMenu />
          <Group gap={2} wrap="nowrap">
            <ShortcutButton />
            <ColorSchemeButton />
          </Group>
        </Group>
      </div>
    </nav>
  );
}

/** On phones: which venue, and who is signed in. */
export function TopBar() {
  return (
    <header className={styles['top']}>
      <VenueMenu />
      <Group gap={4} wrap="nowrap">
        <ColorSchemeButton />
        <UserMenu />
      </Group>
    </header>
  );
}

export function BottomNav() {
  return (
    <nav className={styles['bottom']} aria-label="Places">
      <PlaceLinks iconSize={22} />
    </nav>
  );
}

function VenueMenu() {
  const { venue } = useVenue();
  const { user } = useSession();
  const venues = user?.venues ?? [];
  const name = (
    <Group gap={8} wrap="nowrap" miw={0}>
      <IconBuildingStore size={18} aria-hidden style={{ flex: 'none' }} />
      <span className="truncate" style={{ fontWeight: 600 }}>
        {venue.name}
      </span>
    </Group>
  );
  if (venues.length < 2) return <div style={{ padding: '0 8px', minWidth: 0 }}>{name}</div>;
  return (
    <Menu position="bottom-start" width={220}>
      <Menu.Target>
        <UnstyledButton px={8} aria-label={`Venue: ${venue.name}. Change`} data-testid="venue-switcher">
          <Group gap={6} wrap="nowrap">
            {name}
            <IconChevronDown size={16} aria-hidden />
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Your venues</Menu.Label>
        {venues.map((entry) => (
          <Menu.Item key={entry.id} onClick={() => chooseVenue(entry.id)} fw={entry.id === venue.id ? 700 : 400}>
            {entry.name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function PlayerLink() {
  const { venue } = useVenue();
  return (
    <a className={styles['link']} href={`/player/${venue.id}`} target="_blank" rel="noreferrer">
      <IconScreenShare size={20} aria-hidden />
      Open the player
    </a>
  );
}

function UserMenu() {
  const signOut = useSignOut();
  const { user } = useSession();
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <UnstyledButton px={8} py={6} aria-label={`Account: ${user?.username ?? ''}`}>
          <Group gap={8} wrap="nowrap" miw={0}>
            <IconUser size={18} aria-hidden style={{ flex: 'none' }} />
            <span className="truncate" style={{ fontSize: 14, maxWidth: 90 }}>
              {user?.username}
            </span>
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{user?.email}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ShortcutButton() {
  const showHelp = useShortcutHelp();
  return (
    <Tooltip label="Keyboard shortcuts (?)">
      <ActionIcon variant="subtle" color="gray" aria-label="Keyboard shortcuts" onClick={showHelp}>
        <IconKeyboard size={18} />
      </ActionIcon>
    </Tooltip>
  );
}

function ColorSchemeButton() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const light = colorScheme === 'light';
  const label = light ? 'Dark colours' : 'Light colours';
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={label}
        onClick={() => setColorScheme(light ? 'dark' : 'light')}
      >
        {light ? <IconMoon size={18} /> : <IconSun size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
