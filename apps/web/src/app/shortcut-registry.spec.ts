import { type Shortcut, ShortcutRegistry, keyOf } from './shortcut-registry';

const press = (key: string, modifiers: Partial<KeyboardEvent> = {}) =>
  keyOf({ key, ctrlKey: false, metaKey: false, shiftKey: false, ...modifiers });
const shortcut = (what: string, ...keys: string[]): Shortcut => ({ keys, what, run: () => undefined });

describe('keyOf', () => {
  it('names letters whatever the caps lock says, and shift only where it makes a difference', () => {
    expect(press('n')).toBe('n');
    expect(press('F', { shiftKey: true })).toBe('shift+f');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press(' ')).toBe(' ');
  });

  it('takes the command key of a Mac for control', () => {
    expect(press('z', { metaKey: true })).toBe('ctrl+z');
    expect(press('z', { ctrlKey: true })).toBe('ctrl+z');
  });
});

describe('ShortcutRegistry', () => {
  it('lets a page have its own meaning of a key while it is open', () => {
    const registry = new ShortcutRegistry();
    registry.add('Everywhere', () => [shortcut('Next song', 'n'), shortcut('Search', '/')]);
    const leave = registry.add('Requests', () => [shortcut('No, thanks', 'n')]);
    expect(registry.find('n')?.what).toBe('No, thanks');
    expect(registry.find('/')?.what).toBe('Search');
    leave();
    expect(registry.find('n')?.what).toBe('Next song');
    expect(registry.find('x')).toBeUndefined();
  });

  it('lists what several parts of a page add under one name', () => {
    const registry = new ShortcutRegistry();
    registry.add('Music', () => [shortcut('Next song', 'n')]);
    registry.add('Music', () => [shortcut('Stop', 's')]);
    expect(registry.groups()).toMatchObject([{ group: 'Music', shortcuts: [{ what: 'Next song' }, { what: 'Stop' }] }]);
  });
});
