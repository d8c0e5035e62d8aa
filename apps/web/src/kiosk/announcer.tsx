import { IconCircleCheckFilled } from '@tabler/icons-react';
import { type ReactNode, createContext, use, useEffect, useMemo, useState } from 'react';
import styles from './kiosk.module.css';

/** Milliseconds: long enough to be read on the way to the bar. */
const shownFor = 5_000;

interface Announcements {
  said: { message: string } | null;
  announce: (message: string) => void;
}

const AnnounceContext = createContext<Announcements>({ said: null, announce: () => undefined });

/** Says something good in a line above the dock, and to screen readers. */
export const useAnnounce = (): ((message: string) => void) => use(AnnounceContext).announce;

export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<Announcements['said']>(null);
  useEffect(() => {
    if (said === null) return undefined;
    const timer = setTimeout(() => setSaid(null), shownFor);
    return () => clearTimeout(timer);
  }, [said]);
  const value = useMemo(() => ({ said, announce: (message: string) => setSaid({ message }) }), [said]);
  return <AnnounceContext value={value}>{children}</AnnounceContext>;
}

/** The line itself; it is always there, so that screen readers listen to it. */
export function Said() {
  const { said } = use(AnnounceContext);
  return (
    <div className={styles['said']} role="status" data-testid="kiosk-said">
      {said !== null && (
        <span>
          <IconCircleCheckFilled size={20} aria-hidden />
          {said.message}
        </span>
      )}
    </div>
  );
}
