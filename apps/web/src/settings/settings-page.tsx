import { Tabs } from '@mantine/core';
import { IconAdjustments, IconBuildingStore } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import page from '../app/console.module.css';
import styles from './settings.module.css';
import { SoundSection } from './sound-section';
import { VenueSection } from './venue-section';

const sections = [
  { value: 'sound', label: 'Sound', icon: IconAdjustments },
  { value: 'venue', label: 'Venue', icon: IconBuildingStore },
] as const;

/** How the room sounds, and what the venue is called. */
export function SettingsPage() {
  const { section } = useSearch({ from: '/console/settings' });
  const navigate = useNavigate();
  const show = (value: string | null): void => {
    const wanted = sections.find((entry) => entry.value === value)?.value;
    void navigate({ to: '/settings', search: { section: wanted }, replace: true });
  };
  return (
    <div className={page['page']} data-testid="settings-page">
      <h2 className={styles['title']}>Settings</h2>
      <Tabs value={section ?? 'sound'} onChange={show} keepMounted={false}>
        <Tabs.List mb="lg">
          {sections.map(({ value, label, icon: Icon }) => (
            <Tabs.Tab key={value} value={value} leftSection={<Icon size={18} aria-hidden />}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="sound">
          <SoundSection />
        </Tabs.Panel>
        <Tabs.Panel value="venue">
          <VenueSection />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
