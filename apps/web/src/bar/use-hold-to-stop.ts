import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useShortcuts } from '../app/shortcuts';
import { useCommand } from '../venue/use-steering';

/** Milliseconds: long enough that nobody stops the room with an elbow, short enough for an emergency. */
const holdTime = 1_000;
/** Milliseconds for which it says that the hand let go too early. */
const hintTime = 2_500;

export interface HoldToStopState {
  /** `early`: let go before the second was over. */
  phase: 'rest' | 'holding' | 'early' | 'stopped';
  press: () => void;
  release: () => void;
  /** At once, for those who were asked instead: assistive technology presses a button but can't hold it. */
  stop: () => void;
}

/** The one stop of this window, whichever of its buttons or keys is held. */
export function useHoldToStop(): HoldToStopState {
  const command = useCommand();
  const [phase, setPhase] = useState<HoldToStopState['phase']>('rest');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Not the phase: who lets go may hold the functions of the moment at which the holding began.
  const holding = useRef(false);
  const after = (time: number, work: () => void): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(work, time);
  };
  const stop = (): void => {
    holding.current = false;
    setPhase('stopped');
    after(hintTime, () => setPhase('rest'));
    void command('EMERGENCY_STOP');
  };
  const press = (): void => {
    holding.current = true;
    setPhase('holding');
    after(holdTime, stop);
  };
  const release = (): void => {
    if (!holding.current) return;
    holding.current = false;
    setPhase('early');
    after(hintTime, () => setPhase('rest'));
  };
  useShortcuts('Music', [{ keys: ['s'], shown: ['S'], what: 'Hold for one second: stop', run: press, end: release }]);
  useReleaseWhenHidden(release);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { phase, press, release, stop };
}

/** A page that is put aside hears no key and no finger any more: that must not stop the room. */
function useReleaseWhenHidden(release: () => void): void {
  const onHidden = useEffectEvent(release);
  useEffect(() => {
    const listener = (): void => {
      if (document.hidden) onHidden();
    };
    document.addEventListener('visibilitychange', listener);
    return () => document.removeEventListener('visibilitychange', listener);
  }, []);
}
