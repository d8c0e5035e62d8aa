import { KioskLink } from '../kiosk/kiosk-link';
import { useVenue } from '../venue/venue-context';
import styles from './requests.module.css';

/** How guests get to the page where they ask. */
export function KioskPanel() {
  const { venue } = useVenue();
  return (
    <div className={styles['panel']} data-testid="kiosk-panel">
      <h3>Where guests ask</h3>
      <KioskLink venue={venue} />
    </div>
  );
}
