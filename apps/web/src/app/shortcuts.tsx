import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, createContext, use, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import styles from './shortcuts.module.css';
import { type Shortcut, ShortcutRegistry, keyOf } from './shortcut-registry';
import { useConsoleKeys } from './use-console-keys';

const HelpContext = createContext<() => void>(() => undefined);
const RegistryContext = createContext<ShortcutRegistry>(new ShortcutRegistry());
export const useShortcutHelp = (): (() => void) => use(HelpContext);

/** Gives keys a meaning as long as the component is there. */
export function useShortcuts(group: string, shortcuts: Shortcut[]): void {
  const registry = use(RegistryContext);
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => registry.add(group, () => current.current), [registry, group]);
}

/** Elements that use the space bar themselves. Links don't: after a click on one, space still means the music. */
const takesSpace = 'input, textarea, select, button, [role="slider"], [role="menuitem"], [contenteditable="true"]';
const typesText =
  'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"]';

/** Marks the field that `/` goes to. */
export const searchFieldMark = { 'data-shortcut': 'search' } as const;

/** Keys that work everywhere in the console, and the page that lists them. */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new ShortcutRegistry());
  const [open, setOpen] = useState(false);
  const showHelp = useMemo(() => () => setOpen(true), []);
  useKeys(registry);
  return (
    <RegistryContext value={registry}>
      <HelpContext value={showHelp}>
        <ConsoleKeys />
        {children}
        <Modal opened={open} onClose={() => setOpen(false)} title="Keyboard shortcuts" size="lg">
          {open && <ShortcutList registry={registry} />}
        </Modal>
      </HelpContext>
    </RegistryContext>
  );
}

function ConsoleKeys() {
  const keys = useConsoleKeys(useShortcutHelp());
  useShortcuts('Music', keys.music);
  useShortcuts('Console', keys.console);
  return null;
}

/** Presses and releases of the whole window, led to what they mean. */
function useKeys(registry: ShortcutRegistry): void {
  const held = useRef(new Map<string, Shortcut>());
  const onDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.altKey || event.defaultPrevented || !(event.target instanceof Element)) return;
    const blocked = event.key === ' ' ? takesSpace : typesText;
    if (event.target.closest(blocked) || document.querySelector('[role="dialog"]')) return;
    const shortcut = registry.find(keyOf(event));
    if (shortcut === undefined) return;
    event.preventDefault();
    if (event.repeat && shortcut.repeats !== true) return;
    held.current.set(event.code, shortcut);
    shortcut.run();
  });
  useEffect(() => {
    const down = (event: KeyboardEvent): void => onDown(event);
    const release = (code: string): void => {
      held.current.get(code)?.end?.();
      held.current.delete(code);
    };
    const up = ({ code }: KeyboardEvent): void => release(code);
    const releaseAll = (): void => [...held.current.keys()].forEach(release);
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    window.addEventListener('blur', releaseAll);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
      window.removeEventListener('blur', releaseAll);
    };
  }, []);
}

/** Keys that rows listen to themselves. */
const rowKeys: [shown: string[], what: string][] = [
  [['Alt ↑', 'Alt ↓'], 'Move the song up or down'],
  [['Delete'], 'Take the song out'],
];

function ShortcutList({ registry }: { registry: ShortcutRegistry }) {
  return (
    <div className={styles['groups']}>
      {registry.groups().map(({ group, shortcuts }) => (
        <KeyGroup
          key={group}
          title={group}
          rows={shortcuts.map(({ keys, shown, what }) => [shown ?? keys.map((key) => key.toUpperCase()), what])}
        />
      ))}
      <KeyGroup title="In a list of songs" rows={rowKeys} />
    </div>
  );
}

function KeyGroup({ title, rows }: { title: string; rows: [shown: string[], what: string][] }) {
  return (
    <section className={styles['group']}>
      <h3>{title}</h3>
      <Stack gap={6}>
        {rows.map(([shown, what]) => (
          <Group key={what} justify="space-between" wrap="nowrap" gap="sm">
            <Text size="sm">{what}</Text>
            <Group gap={4} wrap="nowrap">
              {shown.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </section>
  );
}
