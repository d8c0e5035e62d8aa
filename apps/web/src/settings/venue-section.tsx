import { Button, Group, Select, Stack, TextInput } from '@mantine/core';
import { getUser, getVenue, updateVenue, type Venue } from '@djamms/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useMemo, useState } from 'react';
import { api } from '../session/api';
import { showDone, showError } from '../ui/notify';
import { Failed, LoadingRows } from '../ui/states';
import { timeOfDay } from '../ui/time';
import { useIsOwner } from '../venue/use-is-owner';
import { useReachable } from '../venue/use-reachable';
import { useVenue } from '../venue/venue-context';
import styles from './settings.module.css';

/** What the venue is called and which clock it lives by. */
export function VenueSection() {
  const { venue } = useVenue();
  const query = useQuery({
    queryKey: ['venue', venue.id],
    queryFn: ({ signal }) => api.call(getVenue, { id: venue.id }, { signal }),
  });
  if (query.isError && query.data === undefined) {
    return <Failed error={query.error} retry={() => void query.refetch()} />;
  }
  if (query.data === undefined) return <LoadingRows count={3} height={64} />;
  return <VenueForm venue={query.data} />;
}

type Fields = Pick<Venue, 'name' | 'timezone'> & { appName: string };
const fieldsOf = ({ name, timezone, appName }: Venue): Fields => ({ name, timezone, appName: appName ?? '' });

function VenueForm({ venue }: { venue: Venue }) {
  const { connection } = useVenue();
  const mayChange = useIsOwner();
  const reachable = useReachable();
  const [typed, setTyped] = useState<Partial<Fields>>({});
  const { save, busy } = useSave(venue);
  const zones = useMemo(() => [...new Set(['UTC', venue.timezone, ...Intl.supportedValuesOf('timeZone')])], [venue]);
  const fields = { ...fieldsOf(venue), ...typed };
  const dirty = Object.entries(fieldsOf(venue)).some(([name, value]) => fields[name as keyof Fields] !== value);
  const onSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await save(fields)) setTyped({});
  };
  return (
    <form onSubmit={(event) => void onSubmit(event)} className={styles['form']} data-testid="venue-form">
      <fieldset className={styles['fields']} disabled={!mayChange || !reachable}>
        <Stack>
          {!mayChange && <p className={styles['hint']}>The owner of the venue can change this.</p>}
          <TextInput
            label="Name of the venue"
            maxLength={80}
            value={fields.name}
            error={fields.name.trim() === '' ? 'A venue needs a name' : undefined}
            onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
          />
          <Select
            label="Time zone"
            description={`There it is ${timeOfDay(connection.clock.serverNow(), fields.timezone)}. All times in the console are of this zone.`}
            searchable
            limit={60}
            allowDeselect={false}
            data={zones}
            value={fields.timezone}
            disabled={!mayChange || !reachable}
            onChange={(timezone) => timezone !== null && setTyped({ ...typed, timezone })}
          />
          <TextInput
            label="Name that guests see"
            description="On the page where they ask for songs. The venue’s own name unless you give another."
            maxLength={80}
            placeholder={fields.name}
            value={fields.appName}
            onChange={(event) => setTyped({ ...typed, appName: event.currentTarget.value })}
          />
          {mayChange && (
            <Group>
              <Button type="submit" loading={busy} disabled={!dirty || fields.name.trim() === '' || !reachable}>
                Save
              </Button>
              {dirty && (
                <Button variant="subtle" color="gray" onClick={() => setTyped({})}>
                  Discard
                </Button>
              )}
            </Group>
          )}
        </Stack>
      </fieldset>
    </form>
  );
}

function useSave(venue: Venue) {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const save = async ({ name, timezone, appName }: Fields): Promise<boolean> => {
    setBusy(true);
    try {
      const shownName = appName.trim() === '' ? null : appName.trim();
      const changed = await api.call(updateVenue, { id: venue.id, name: name.trim(), timezone, appName: shownName });
      client.setQueryData(['venue', venue.id], changed);
      // The venue's name and zone stand in the session's user too, from where the whole console takes them.
      api.session.updateUser(await api.call(getUser, {}));
      showDone('Saved');
      return true;
    } catch (error) {
      showError(error, 'The venue was not changed');
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { save, busy };
}
