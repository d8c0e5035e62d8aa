import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { countOf } from '../ui/time';
import { useConnectionState, useVenueSnapshot } from '../venue/venue-context';
import styles from './console.module.css';

/** Milliseconds: a connection that is lost for less is no news to anybody. */
const patience = 800;

/** Says that what is shown may be out of date and what becomes of commands, or why the venue cannot be shown. */
export function OfflineStrip() {
  const connection = useConnectionState();
  const problem = useVenueSnapshot((snapshot) => snapshot.problem);
  const known = useVenueSnapshot((snapshot) => snapshot.state !== null);
  const offline = useLasting(connection === 'offline');
  if (problem === null && !offline) return null;
  return (
    <div className={styles['offline']} role="status" data-testid="offline-strip">
      <IconPlugConnectedX size={20} aria-hidden />
      {problem === null ? <OfflineWords known={known} /> : problem.detail}
    </div>
  );
}

function OfflineWords({ known }: { known: boolean }) {
  const waiting = useVenueSnapshot((snapshot) => snapshot.waiting);
  return (
    <span>
      <strong>Offline.</strong> {known && 'This is the last known state. '}
      {waiting > 0
        ? `${countOf(waiting, 'change waits', 'changes wait')} for the connection.`
        : 'It reconnects by itself.'}
    </span>
  );
}

/** Whether something has been so for a while. */
function useLasting(now: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLasting(now), now ? patience : 0);
    return () => clearTimeout(timer);
  }, [now]);
  return now && lasting;
}
