import { Button, SegmentedControl } from '@mantine/core';
import { IconMusicPlus, IconSearch } from '@tabler/icons-react';
import { type OutputOf, type getSearchAnalytics } from '@djamms/contracts';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Empty, Failed, LoadingRows } from '../ui/states';
import { countOf, timeOfDay } from '../ui/time';
import { useVenue } from '../venue/venue-context';
import styles from './searches.module.css';
import { useSearches } from './use-searches';

type Searches = OutputOf<typeof getSearchAnalytics>;
type Query = Searches['popularQueries'][number];

const periods = [
  { value: '7', label: 'Week' },
  { value: '30', label: 'Month' },
  { value: '90', label: 'Three months' },
];

/** What guests and staff look for, and what they look for in vain: what the library may lack. */
export function SearchesOverview() {
  const [days, setDays] = useState('7');
  const searches = useSearches(Number(days));
  return (
    <div data-testid="searches">
      <SegmentedControl data={periods} value={days} onChange={setDays} aria-label="Of which time" mb="lg" />
      {searches.isLoading && <LoadingRows count={8} height={36} />}
      {searches.isError && searches.data === undefined && (
        <Failed error={searches.error} retry={() => void searches.refetch()} />
      )}
      {searches.data !== undefined && (
        <div className={styles['overview']} aria-busy={searches.isPlaceholderData}>
          <Overview searches={searches.data} />
        </div>
      )}
    </div>
  );
}

function Overview({ searches }: { searches: Searches }) {
  if (searches.searches === 0)
    return (
      <Empty icon={<IconSearch size={30} />} title="No searches to show yet">
        What guests and staff look for is counted every hour, without anybody’s name.
      </Empty>
    );
  return (
    <>
      <Figures searches={searches} />
      <div className={styles['lists']}>
        <QueryList title="Looked for in vain" queries={searches.queriesWithoutResult} note={timesInVain}>
          {searches.queriesWithoutResult.length === 0 ? (
            <p className={styles['quiet']}>Everything that was looked for was found.</p>
          ) : (
            <Button
              component={Link}
              to="/library"
              variant="light"
              leftSection={<IconMusicPlus size={18} />}
              className={styles['add']}
            >
              Add music
            </Button>
          )}
        </QueryList>
        <QueryList title="Looked for most" queries={searches.popularQueries} note={usesOf} />
      </div>
      <Counted until={searches.countedUntil} />
    </>
  );
}

function Figures({ searches: { searches, withoutResult, clickThrough } }: { searches: Searches }) {
  const figures = [
    { value: searches.toLocaleString('en'), label: searches === 1 ? 'search' : 'searches' },
    { value: percent(clickThrough), label: 'led to a song' },
    { value: percent(withoutResult / searches), label: 'found nothing' },
  ];
  return (
    <dl className={styles['figures']}>
      {figures.map(({ value, label }) => (
        <div key={label}>
          <dd className="tabular">{value}</dd>
          <dt>{label}</dt>
        </div>
      ))}
    </dl>
  );
}

interface QueryListProps {
  title: string;
  queries: readonly Query[];
  note: (query: Query) => string;
  children?: ReactNode;
}

function QueryList({ title, queries, note, children }: QueryListProps) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ol className={styles['queries']}>
        {queries.map((query) => (
          <li key={query.query}>
            <span className={styles['query']}>{query.query}</span>
            <span className={`${styles['note']} tabular`}>{note(query)}</span>
          </li>
        ))}
      </ol>
      {children}
    </section>
  );
}

function Counted({ until }: { until: string | null }) {
  const { venue } = useVenue();
  if (until === null) return null;
  return (
    <p className={styles['quiet']}>
      Counted every hour, last at {timeOfDay(until, venue.timezone)}, without anybody’s name.
    </p>
  );
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const timesInVain = ({ withoutResult }: Query): string => countOf(withoutResult, 'time');
const usesOf = ({ searches, clicks }: Query): string =>
  clicks === 0 ? countOf(searches, 'time') : `${countOf(searches, 'time')} · chosen ${clicks.toLocaleString('en')}×`;
