import { useEffect, useEffectEvent } from 'react';

/** Milliseconds without a touch after which a screen in the room goes back to its first page. */
const idleAfter = 90_000;

/** Calls back when somebody began something and went away. */
export function useRest(begun: boolean, onRest: () => void): void {
  const rest = useEffectEvent(onRest);
  useEffect(() => {
    if (!begun) return undefined;
    let timer = setTimeout(rest, idleAfter);
    const again = (): void => {
      clearTimeout(timer);
      timer = setTimeout(rest, idleAfter);
    };
    const signs = ['pointerdown', 'keydown', 'scroll'] as const;
    for (const sign of signs) window.addEventListener(sign, again, { passive: true, capture: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signs) window.removeEventListener(sign, again, { capture: true });
    };
  }, [begun]);
}
