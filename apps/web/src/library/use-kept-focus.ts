import { type FocusEvent, type RefObject, useLayoutEffect, useRef } from 'react';

interface Held {
  place: HTMLElement;
  row: { index: string | undefined; trackId: string | undefined } | null;
}

/**
 * Keeps the keyboard's focus when what holds it goes: it stays in the row where that is still there, and comes back to
 * the field where not. On the bare page every letter would steer the music.
 */
export function useKeptFocus(field: RefObject<HTMLElement | null>) {
  const held = useRef<Held | null>(null);
  useLayoutEffect(() => {
    if (held.current === null || document.activeElement !== document.body) return;
    const target = rowAgain(held.current) ?? field.current;
    held.current = null;
    target?.focus();
  });
  return {
    onFocus: ({ currentTarget, target }: FocusEvent<HTMLElement>): void => {
      // Menus and sheets are no part of the place; and what was clicked or touched calls for no keyboard.
      const byKeyboard = currentTarget.contains(target) && target.matches(':focus-visible');
      held.current = byKeyboard ? { place: currentTarget, row: rowOf(target) } : null;
    },
    onBlur: (): void => {
      held.current = null;
    },
  };
}

function rowOf(element: HTMLElement): Held['row'] {
  const row = element.closest<HTMLElement>('[data-index]');
  return row && { index: row.dataset['index'], trackId: row.dataset['trackId'] };
}

/** The same song's row; for a row that was still on its way, the one that came in its place. */
function rowAgain({ place, row }: Held): HTMLElement | undefined {
  if (row === null) return undefined;
  const rows = [...place.querySelectorAll<HTMLElement>('[data-index]')];
  return rows.find(({ dataset }) =>
    row.trackId === undefined ? dataset['index'] === row.index : dataset['trackId'] === row.trackId,
  );
}
