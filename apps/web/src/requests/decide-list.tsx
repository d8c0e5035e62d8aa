import { Button, Kbd } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { type SongRequest } from '@djamms/contracts';
import { useShortcuts } from '../app/shortcuts';
import { Ago } from './ago';
import { RefuseWithReason } from './refuse-with-reason';
import { RequestRow } from './request-row';
import styles from './requests.module.css';
import { useDecide } from './use-requests';

interface DecideListProps {
  requests: SongRequest[];
  /** Whether a reason can be given with a no. */
  withReason: boolean;
}

/** Requests that wait for a yes or a no: one touch, or one key for the first or the focused one. */
export function DecideList({ requests, withReason }: DecideListProps) {
  const { accept, refuse } = useDecide();
  const chosen = (): SongRequest | undefined => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-testid="request-row"]')?.dataset['id'];
    return requests.find(({ id }) => id === focused) ?? requests[0];
  };
  const decide = (work: (request: SongRequest) => Promise<void>): void => {
    const request = chosen();
    if (request !== undefined) void work(request);
  };
  useShortcuts('Requests', [
    { keys: ['a'], what: 'Let the first request in', run: () => decide(accept) },
    { keys: ['x'], what: 'Turn the first request down', run: () => decide(refuse) },
  ]);
  return (
    <ol className={styles['list']} aria-label="Requests to decide">
      {requests.map((request, index) => (
        <RequestRow key={request.id} request={request} note={<Ago since={request.createdAt} />}>
          <div className={styles['actions']}>
            <Button
              variant="light"
              size="sm"
              leftSection={<IconCheck size={18} />}
              rightSection={index === 0 && <KeyHint name="A" />}
              aria-label={`Let ${request.title} in`}
              onClick={() => void accept(request)}
              data-testid="accept-request"
            >
              Yes
            </Button>
            {withReason ? (
              <RefuseWithReason request={request} />
            ) : (
              <Button
                variant="subtle"
                color="gray"
                size="sm"
                leftSection={<IconX size={18} />}
                rightSection={index === 0 && <KeyHint name="X" />}
                aria-label={`Turn ${request.title} down`}
                onClick={() => void refuse(request)}
                data-testid="refuse-request"
              >
                No
              </Button>
            )}
          </div>
        </RequestRow>
      ))}
    </ol>
  );
}

const KeyHint = ({ name }: { name: string }) => (
  <Kbd size="xs" className={styles['key']} aria-hidden>
    {name}
  </Kbd>
);
