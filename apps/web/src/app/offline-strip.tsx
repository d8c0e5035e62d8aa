import { IconPlugConnectedX } from '@tabler/icons-react';
import { useConnectionState, useVenueSnapshot } from '../venue/venue-context';
import styles from './console.module.css';

/** Says that what is shown may be out of date, or why the venue cannot be shown. */
export function OfflineStrip() {
  const connection = useConnectionState();
  const problem = useVenueSnapshot((snapshot) => snapshot.problem);
  if (problem === null && connection !== 'offline') return null;
  return (
    <div className={styles['offline']} role="status" data-testid="offline-strip">
      <IconPlugConnectedX size={18} aria-hidden />
      {problem?.detail ?? 'Offline. This may be out of date; it reconnects by itself.'}
    </div>
  );
}
