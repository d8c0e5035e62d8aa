import { Switch, Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import page from '../app/console.module.css';
import { OpenRequestList } from './open-requests';
import { RequestHistory } from './request-history';
import { RulesEditor } from './rules-editor';
import styles from './requests.module.css';
import { SearchesOverview } from './searches';
import { useRules } from './use-rules';

const tabs = [
  { value: 'open', label: 'Now' },
  { value: 'history', label: 'History' },
  { value: 'searches', label: 'Searches' },
  { value: 'rules', label: 'Rules' },
] as const;

/** What guests ask for: to decide, on its way, and over; what they look for; and what they may ask for. */
export function RequestsPage() {
  const { tab } = useSearch({ from: '/console/requests' });
  const navigate = useNavigate();
  const show = (value: string | null): void => {
    const wanted = tabs.find((entry) => entry.value === value)?.value;
    void navigate({ to: '/requests', search: { tab: wanted }, replace: true });
  };
  return (
    <div className={page['page']} data-testid="requests-page">
      <div className={styles['top']}>
        <h2>Requests</h2>
        <OpenSwitch />
      </div>
      <Tabs value={tab ?? 'open'} onChange={show} keepMounted={false}>
        <Tabs.List mb="lg">
          {tabs.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="open">
          <OpenRequestList />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <RequestHistory />
        </Tabs.Panel>
        <Tabs.Panel value="searches">
          <SearchesOverview />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RulesEditor />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

/** Whether guests may ask at all: in reach from everywhere on the page. */
function OpenSwitch() {
  const { change, shown } = useRules();
  return (
    <Switch
      size="md"
      label={shown?.is_open === true ? 'Guests may ask for songs' : 'Guests can’t ask right now'}
      checked={shown?.is_open ?? false}
      disabled={shown === null}
      onChange={(event) => change({ is_open: event.currentTarget.checked })}
      data-testid="requests-open"
    />
  );
}
