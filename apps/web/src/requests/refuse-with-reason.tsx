import { Button, Popover, Stack, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type SongRequest } from '@djamms/contracts';
import { type FormEvent, useState } from 'react';
import { useDecide } from './use-requests';

/** What staff say most; the guest reads it. */
const reasons = ['It does not fit right now', 'We played it already tonight', 'Please ask again later'];
/** Characters. */
const longestReason = 200;

/** A no with its reason: one of the usual ones, one's own words, or none. */
export function RefuseWithReason({ request }: { request: SongRequest }) {
  const { refuse } = useDecide();
  const [open, setOpen] = useState(false);
  const [own, setOwn] = useState('');
  const turnDown = (reason?: string): void => {
    setOpen(false);
    void refuse(request, reason);
  };
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    turnDown(own.trim() === '' ? undefined : own.trim());
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} shadow="lg" trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconX size={18} />}
          aria-label={`Turn ${request.title} down`}
          onClick={() => setOpen(!open)}
          data-testid="refuse-request"
        >
          No
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Why ${request.title} is turned down`}>
        <Stack gap={6}>
          {reasons.map((reason) => (
            <Button
              key={reason}
              variant="default"
              fw={500}
              justify="flex-start"
              fullWidth
              onClick={() => turnDown(reason)}
            >
              {reason}
            </Button>
          ))}
          <form onSubmit={onSubmit}>
            <Stack gap={6}>
              <TextInput
                aria-label="Your own words to the guest"
                placeholder="Your own words (optional)"
                maxLength={longestReason}
                value={own}
                onChange={(event) => setOwn(event.currentTarget.value)}
              />
              <Button type="submit" color="red" variant="light" data-testid="refuse-now">
                {own.trim() === '' ? 'Turn down without a reason' : 'Turn down'}
              </Button>
            </Stack>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
