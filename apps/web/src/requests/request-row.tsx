import { Badge } from '@mantine/core';
import { type SongRequest } from '@djamms/contracts';
import { type ReactNode } from 'react';
import { Cover } from '../ui/cover';
import { clockTime } from '../ui/time';
import { guestName } from './request-cache';
import styles from './requests.module.css';

interface RequestRowProps {
  request: SongRequest;
  /** When it was asked for, when it plays, what became of it. */
  note: ReactNode;
  children?: ReactNode;
}

/** A song that a guest asked for, with what can be done about it at its end. */
export function RequestRow({ request, note, children }: RequestRowProps) {
  return (
    <li className={styles['row']} data-testid="request-row" data-status={request.status} data-id={request.id}>
      <Cover title={request.title} artist={request.artist} src={request.thumbnailUrl} size={48} />
      <div className={styles['names']}>
        <div className="truncate" style={{ fontWeight: 600 }} title={request.title}>
          {request.title}
        </div>
        <div className="truncate">
          {request.artist} · <span className="tabular">{clockTime(request.duration)}</span>
        </div>
        <div className={`${styles['note']} truncate`}>
          {guestName(request.requesterId)} · {note}
        </div>
      </div>
      {request.credit > 0 && (
        <Badge variant="light" size="sm">
          Paid
        </Badge>
      )}
      {children}
    </li>
  );
}
