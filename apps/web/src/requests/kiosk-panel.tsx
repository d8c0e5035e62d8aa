import { useVenue } from '../venue/venue-context';
import styles from './requests.module.css';

/** How guests get to the page where they ask. */
export function KioskPanel() {
  const { venue } = useVenue();
  const address = `${window.location.origin}/kiosk/${venue.slug}`;
  return (
    <div className={styles['panel']} data-testid="kiosk-panel">
      <h3>Where guests ask</h3>
      <p className={styles['hint']}>Guests open this page on their phones. They need no account.</p>
      <a href={address} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
        {address}
      </a>
    </div>
  );
}
