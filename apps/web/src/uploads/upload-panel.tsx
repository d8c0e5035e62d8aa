import { ActionIcon, Progress } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronUp,
  IconFileMusic,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { Cover } from '../ui/cover';
import { countOf } from '../ui/time';
import { foundIn, stageText } from './found';
import { type Upload } from './upload-queue';
import styles from './uploads.module.css';
import { useUploadQueue, useUploads } from './uploads-provider';

/** Every file on its way: how far it is, and what was found in it. */
export function UploadPanel() {
  const uploads = useUploads();
  const queue = useUploadQueue();
  const [folded, setFolded] = useState(false);
  if (uploads.length === 0) return null;
  const active = uploads.filter((upload) => upload.phase !== 'done' && upload.phase !== 'failed').length;
  const failed = uploads.filter((upload) => upload.phase === 'failed').length;
  return (
    <aside className={styles['panel']} aria-label="Uploads" data-testid="upload-panel">
      <div className={styles['head']}>
        <span role="status">{headline(uploads.length, active, failed)}</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={folded ? 'Show the uploads' : 'Fold the uploads'}
          aria-expanded={!folded}
          onClick={() => setFolded(!folded)}
        >
          {folded ? <IconChevronUp size={18} /> : <IconChevronDown size={18} />}
        </ActionIcon>
        {active === 0 && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Close the uploads"
            onClick={() => queue.removeFinished()}
          >
            <IconX size={18} />
          </ActionIcon>
        )}
      </div>
      {!folded && (
        <ul className={styles['list']}>
          {failedFirst(uploads).map((upload) => (
            <UploadRow key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
    </aside>
  );
}

/** What needs somebody's eyes comes first. */
const failedFirst = (uploads: readonly Upload[]): Upload[] =>
  uploads.toSorted((one, other) => Number(other.phase === 'failed') - Number(one.phase === 'failed'));

function headline(total: number, active: number, failed: number): string {
  if (active > 0) return `Adding ${countOf(active, 'song')}`;
  const added = total - failed;
  if (failed === 0) return `${countOf(added, 'song')} added`;
  return added === 0 ? `${countOf(failed, 'file')} not added` : `${countOf(added, 'song')} added, ${failed} not`;
}

function UploadRow({ upload }: { upload: Upload }) {
  const queue = useUploadQueue();
  const { track, phase } = upload;
  const failed = phase === 'failed';
  return (
    <li className={styles['item']} data-testid="upload-row" data-phase={phase}>
      {track === null ? (
        <span className={styles['icon']} data-failed={failed}>
          {failed ? <IconAlertTriangle size={20} aria-hidden /> : <IconFileMusic size={20} aria-hidden />}
        </span>
      ) : (
        <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={40} />
      )}
      <div style={{ minWidth: 0 }}>
        <div className="truncate" title={upload.name}>
          {track === null ? upload.name : `${track.title} · ${track.artist}`}
        </div>
        {phase === 'done' && track !== null && <div className={styles['line']}>{foundIn(track).join(' · ')}</div>}
        {upload.problem !== null && (
          <div className={styles['problem']} role="alert">
            {upload.problem}
          </div>
        )}
        {(phase === 'sending' || phase === 'processing' || phase === 'waiting') && <Working upload={upload} />}
      </div>
      <div>
        {failed && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Try ${upload.name} again`}
            onClick={() => queue.retry(upload.id)}
          >
            <IconRefresh size={18} />
          </ActionIcon>
        )}
        {(failed || phase === 'waiting' || phase === 'sending') && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Drop ${upload.name}`}
            onClick={() => queue.remove(upload.id)}
          >
            <IconX size={18} />
          </ActionIcon>
        )}
      </div>
    </li>
  );
}

function Working({ upload }: { upload: Upload }) {
  const { phase, sent, progress, stage } = upload;
  const share = phase === 'processing' ? progress : sent;
  return (
    <>
      <div className={`${styles['line']} tabular`}>{stageText(phase, sent, stage)}</div>
      <Progress
        value={share * 100}
        size={4}
        mt={4}
        striped={phase === 'processing'}
        animated={phase === 'processing'}
        aria-label={`Progress of ${upload.name}`}
      />
    </>
  );
}
