import { ActionIcon, Button, Kbd, Tooltip } from '@mantine/core';
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
  /** Round buttons where there is little room; otherwise words, and a reason can be given with a no. */
  compact: boolean;
}

/** Requests that wait for a yes or a no: one touch, or one key for the focused or the first one. */
export function DecideList({ requests, compact }: DecideListProps) {
  const { accept, refuse } = useDecide();
  const decide = (work: (request: SongRequest) => Promise<void>): void => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-testid="request-row"]')?.dataset['id'];
    const request = requests.find(({ id }) => id === focused) ?? requests[0];
    if (request !== undefined) void work(request);
  };
  useShortcuts('Requests', [
    { keys: ['a'], what: 'Let the first request in', run: () => decide(accept) },
    { keys: ['x'], what: 'Turn the first request down', run: () => decide(refuse) },
  ]);
  const Answer = compact ? RoundAnswers : WordAnswers;
  return (
    <>
      <ol className={styles['list']} aria-label="Requests to decide">
        {requests.map((request) => (
          <RequestRow key={request.id} request={request} note={<Ago since={request.createdAt} />}>
            <div className={styles['actions']}>
              <Answer request={request} />
            </div>
          </RequestRow>
        ))}
      </ol>
      <div className={styles['keys']} aria-hidden>
        <span>
          <Kbd size="xs">A</Kbd> lets the first one in
        </span>
        <span>
          <Kbd size="xs">X</Kbd> turns it down
        </span>
      </div>
    </>
  );
}

function RoundAnswers({ request }: { request: SongRequest }) {
  const { accept, refuse } = useDecide();
  return (
    <>
      <Tooltip label="Let it in">
        <ActionIcon
          variant="filled"
          size={44}
          radius="xl"
          aria-label={`Let ${request.title} in`}
          onClick={() => void accept(request)}
          data-testid="accept-request"
        >
          <IconCheck size={22} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Turn it down">
        <ActionIcon
          variant="default"
          size={44}
          radius="xl"
          aria-label={`Turn ${request.title} down`}
          onClick={() => void refuse(request)}
          data-testid="refuse-request"
        >
          <IconX size={20} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

function WordAnswers({ request }: { request: SongRequest }) {
  const { accept } = useDecide();
  return (
    <>
      <Button
        leftSection={<IconCheck size={18} />}
        aria-label={`Let ${request.title} in`}
        onClick={() => void accept(request)}
        data-testid="accept-request"
      >
        Let it in
      </Button>
      <RefuseWithReason request={request} />
    </>
  );
}
