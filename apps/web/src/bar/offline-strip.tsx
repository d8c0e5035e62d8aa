import { IconPlugConnectedX } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { countOf } from '../ui/time';
import { useConnectionState, useVenueSnapshot } from '../venue/venue-context';
import { Strip } from './strip';

/** Milliseconds: a connection that is lost for less is no news to anybody. */
const patience = 800;

/** Says that what is shown may be out of date and what becomes of changes, or why the venue cannot be shown. */
export function OfflineStrip() {
  const offline = useLasting(useConnectionState() === 'offline');
  const problem = useVenueSnapshot((snapshot) => snapshot.problem);
  const known = useVenueSnapshot((snapshot) => snapshot.state !== null);
  const waiting = useVenueSnapshot((snapshot) => snapshot.waiting);
  if (problem === null && !offline) return null;
  const icon = <IconPlugConnectedX size={24} aria-hidden />;
  if (problem !== null) {
    return (
      <Strip tone="warn" icon={icon} title={problem.title} testId="offline-strip">
        {problem.detail}
      </Strip>
    );
  }
  return (
    <Strip tone="warn" icon={icon} title="Offline" testId="offline-strip">
      {known && 'This is the last known state. '}
      {waiting > 0
        ? `${countOf(waiting, 'change waits', 'changes wait')} for the connection.`
        : 'It reconnects by itself.'}
    </Strip>
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
