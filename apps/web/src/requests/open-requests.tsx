import { ActionIcon, Tooltip } from '@mantine/core';
import { IconMessageHeart, IconX } from '@tabler/icons-react';
import { liveWait } from '@djamms/client';
import { type SongRequest } from '@djamms/contracts';
import { type ReactNode } from 'react';
import { Equalizer } from '../ui/equalizer';
import { Empty, Failed, LoadingRows } from '../ui/states';
import { roughTime } from '../ui/time';
import { usePosition } from '../venue/use-position';
import { usePlaybackState, useVenue, useVenueSnapshot } from '../venue/venue-context';
import { Ago } from './ago';
import { DecideList } from './decide-list';
import { KioskPanel } from './kiosk-panel';
import { type OpenRequests } from './request-cache';
import { RequestRow } from './request-row';
import styles from './requests.module.css';
import { useDecide, useOpenRequests } from './use-requests';

/** Requests that are not over: to decide, waiting for their turn, and the one that plays. */
export function OpenRequestList() {
  const { query, requests } = useOpenRequests();
  return (
    <div className={styles['layout']}>
      <div className={styles['stages']}>
        {requests === null && !query.isError && <LoadingRows count={4} height={56} />}
        {requests === null && query.isError && <Failed error={query.error} retry={() => void query.refetch()} />}
        {requests !== null && requests.decide.length > 0 && (
          <Stage title="To decide" count={requests.decide.length} testId="stage-decide">
            <DecideList requests={requests.decide} compact={false} />
          </Stage>
        )}
        {requests !== null && requests.playing.length > 0 && (
          <Stage title="Plays now" count={requests.playing.length} testId="stage-playing">
            <PlayingList requests={requests.playing} />
          </Stage>
        )}
        {requests !== null && requests.waiting.length > 0 && (
          <Stage title="On its way" count={requests.waiting.length} testId="stage-waiting">
            <WaitingList requests={requests.waiting} />
          </Stage>
        )}
        {requests !== null && isEmpty(requests) && <NobodyAsks />}
      </div>
      <aside className={styles['aside']} aria-label="For your guests">
        <KioskPanel />
      </aside>
    </div>
  );
}

const isEmpty = ({ decide, waiting, playing }: OpenRequests): boolean =>
  decide.length + waiting.length + playing.length === 0;

function NobodyAsks() {
  const open = useVenueSnapshot((snapshot) => snapshot.state?.requestRules.is_open ?? true);
  return (
    <Empty icon={<IconMessageHeart size={30} />} title="Nobody asks for a song right now">
      {open
        ? 'Guests ask from their phones. Put the code on the tables, and what they ask for appears here.'
        : 'Guests can’t ask for songs at the moment: the switch above lets them.'}
    </Empty>
  );
}

function Stage(props: { title: string; count: number; testId: string; children: ReactNode }) {
  return (
    <section aria-label={props.title} data-testid={props.testId}>
      <div className={styles['head']}>
        <h2>
          {props.title}
          <span className={`${styles['count']} tabular`}>{props.count}</span>
        </h2>
      </div>
      {props.children}
    </section>
  );
}

function PlayingList({ requests }: { requests: SongRequest[] }) {
  return (
    <ol className={styles['list']}>
      {requests.map((request) => (
        <RequestRow key={request.id} request={request} note="in the room">
          <span className={styles['accent']}>
            <Equalizer moving />
          </span>
        </RequestRow>
      ))}
    </ol>
  );
}

function WaitingList({ requests }: { requests: SongRequest[] }) {
  const { refuse } = useDecide();
  return (
    <ol className={styles['list']}>
      {requests.map((request) => (
        <RequestRow key={request.id} request={request} note={<WaitNote request={request} />}>
          <Tooltip label="Take it out; the guest is told">
            <ActionIcon
              variant="subtle"
              color="gray"
              size={44}
              aria-label={`Take ${request.title} out`}
              onClick={() => void refuse(request)}
            >
              <IconX size={18} />
            </ActionIcon>
          </Tooltip>
        </RequestRow>
      ))}
    </ol>
  );
}

/** When it plays, as far as anybody can tell. */
function WaitNote({ request }: { request: SongRequest }) {
  const { connection } = useVenue();
  const state = usePlaybackState();
  // Looks again as the music goes on.
  usePosition(0.1);
  const wait = state && liveWait(state, request, connection.clock.serverNow());
  if (wait?.seconds == null) {
    return (
      <>
        asked for <Ago since={request.createdAt} />
      </>
    );
  }
  const span = roughTime(wait.seconds);
  return (
    <span className="tabular">{wait.kind === 'running' ? `plays in about ${span}` : `after ${span} of music`}</span>
  );
}
