import { IconBulb, IconCheck, IconMicrophone2 } from '@tabler/icons-react';
import { type TrackSummary } from '@djamms/contracts';
import { type MouseEvent, type ReactNode } from 'react';
import { Cover } from '../ui/cover';
import { clockTime, countOf } from '../ui/time';
import { type OtherText } from './choices';
import { MatchedText } from './matched-text';
import styles from './track-search.module.css';
import { placeFor, type QueuePlace } from './use-queue-actions';

interface ChoiceProps {
  id: string;
  active: boolean;
  /** What the results are for. */
  query: string;
  onPoint: () => void;
}

interface TrackChoiceProps extends ChoiceProps {
  track: TrackSummary;
  added: boolean;
  onPick: (place: QueuePlace) => void;
}

export function TrackChoice({ track, added, query, onPick, ...choice }: TrackChoiceProps) {
  return (
    <Choice {...choice} testId="search-result" onPick={(event) => onPick(placeFor(event))}>
      <Cover title={track.title} artist={track.artist} src={track.thumbnailUrl} size={40} />
      <div className={styles['names']}>
        <div className="truncate">
          <MatchedText text={track.title} query={query} />
        </div>
        <div className="truncate">
          <MatchedText text={[track.artist, track.album].filter(Boolean).join(' · ')} query={query} />
        </div>
      </div>
      {added ? (
        <IconCheck size={18} color="var(--dj-good)" aria-label="Added" />
      ) : (
        <span className={`${styles['time']} tabular`}>{clockTime(track.duration)}</span>
      )}
    </Choice>
  );
}

interface TextChoiceProps extends ChoiceProps {
  other: OtherText;
  onPick: () => void;
}

export function TextChoice({ other, query, ...choice }: TextChoiceProps) {
  if (other.kind === 'meant')
    return (
      <Choice {...choice} testId="search-meant">
        <IconBulb size={18} aria-hidden />
        <span className="truncate">
          Did you mean <strong>{other.text}</strong>?
        </span>
      </Choice>
    );
  return (
    <Choice {...choice} testId="search-artist">
      <IconMicrophone2 size={18} aria-hidden />
      <span className={`${styles['names']} truncate`}>
        <MatchedText text={other.text} query={query} />
      </span>
      <span className={`${styles['time']} tabular`}>{countOf(other.trackCount, 'song')}</span>
    </Choice>
  );
}

interface BareChoiceProps {
  id: string;
  active: boolean;
  testId: string;
  onPoint: () => void;
  onPick: (event: MouseEvent) => void;
  children: ReactNode;
}

function Choice({ id, active, testId, onPoint, onPick, children }: BareChoiceProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={active}
      className={styles['option']}
      data-testid={testId}
      onPointerMove={active ? undefined : onPoint}
      onPointerDown={(event) => event.preventDefault()}
      onClick={onPick}
    >
      {children}
    </div>
  );
}
