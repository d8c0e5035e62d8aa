import { Button } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { countOf } from '../ui/time';
import { DecideList } from './decide-list';
import styles from './requests.module.css';
import { useOpenRequests } from './use-requests';

/** Rows that the Live page shows; the rest is on the requests' own page. */
const shownOnLive = 3;

/** What guests ask for and staff has to decide, right where the music is steered. */
export function RequestsToDecide() {
  const decide = useOpenRequests().requests?.decide ?? [];
  if (decide.length === 0) return null;
  const more = decide.length - shownOnLive;
  return (
    <section className={styles['card']} aria-label="Guests ask for" data-testid="requests-to-decide">
      <div className={styles['head']}>
        <h2>{decide.length === 1 ? 'A guest asks for' : `${countOf(decide.length, 'request')} to decide`}</h2>
        <Button
          component={Link}
          to="/requests"
          variant="subtle"
          color="gray"
          size="compact-sm"
          rightSection={<IconChevronRight size={16} />}
        >
          {more > 0 ? `${more} more` : 'All requests'}
        </Button>
      </div>
      <DecideList requests={decide.slice(0, shownOnLive)} compact />
    </section>
  );
}
