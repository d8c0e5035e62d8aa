import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, createContext, use, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { useCommand } from '../venue/use-steering';
import { useVenue } from '../venue/venue-context';

const HelpContext = createContext<() => void>(() => undefined);
export const useShortcutHelp = (): (() => void) => use(HelpContext);

/** Elements that use the keys themselves. */
const takesKeys = 'input, textarea, select, button, a, [role="slider"], [role="menuitem"], [contenteditable="true"]';
const typesText = 'input, textarea, select, [contenteditable="true"]';

const shortcuts: [keys: string[], what: string][] = [
  [['Space'], 'Play or pause'],
  [['N'], 'Next song'],
  [['P'], 'Previous song'],
  [['M'], 'Sound off or on'],
  [['+', '−'], 'Louder, quieter'],
  [['/'], 'Search'],
  [['1', '2', '3'], 'Live, Library, Playlists'],
  [['?'], 'These shortcuts'],
];

/** Marks the field that `/` goes to. */
export const searchFieldMark = { 'data-shortcut': 'search' } as const;

/** Keys that work everywhere in the console, and the page that lists them. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const actions = useActions(() => setOpen(true));
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof Element)) return;
    const blocked = event.key === ' ' || event.key === 'Enter' ? takesKeys : typesText;
    if (event.target.closest(blocked) || document.querySelector('[role="dialog"]')) return;
    const action = actions[event.key.toLowerCase()];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
  const showHelp = useMemo(() => () => setOpen(true), []);
  return (
    <HelpContext value={showHelp}>
      {children}
      <Modal opened={open} onClose={() => setOpen(false)} title="Keyboard shortcuts">
        <Stack gap="xs">
          {shortcuts.map(([keys, what]) => (
            <Group key={what} justify="space-between">
              <Text size="sm">{what}</Text>
              <Group gap={4}>
                {keys.map((key) => (
                  <Kbd key={key}>{key}</Kbd>
                ))}
              </Group>
            </Group>
          ))}
        </Stack>
      </Modal>
    </HelpContext>
  );
}

function useActions(showHelp: () => void): Record<string, () => void> {
  const { connection } = useVenue();
  const command = useCommand();
  const navigate = useNavigate();
  const volumeBy = (step: number): void => {
    const volume = connection.getSnapshot().state?.settings.master_volume;
    if (volume !== undefined) void command('SET_VOLUME', Math.min(100, Math.max(0, volume + step)));
  };
  return {
    ' ': () => void command('PLAY_PAUSE'),
    n: () => void command('PLAY_NEXT'),
    p: () => void command('PLAY_PREVIOUS'),
    m: () => void command(connection.getSnapshot().state?.settings.is_muted ? 'UNMUTE' : 'MUTE'),
    '+': () => volumeBy(5),
    '-': () => volumeBy(-5),
    '/': () => document.querySelector<HTMLElement>('[data-shortcut="search"]')?.focus(),
    '1': () => void navigate({ to: '/' }),
    '2': () => void navigate({ to: '/library' }),
    '3': () => void navigate({ to: '/playlists' }),
    '?': showHelp,
  };
}
