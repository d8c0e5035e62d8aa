import { type Track } from '@djamms/contracts';
import { assertNever } from '../ui/assert-never';
import { clockTime } from '../ui/time';
import { type Stage, type Upload } from './upload-queue';

/** Silence shorter than this (seconds) is a song's own breath and not worth a word. */
const audibleSilence = 0.5;

/** What was found out about a track, in words for staff. */
export function foundIn(track: Track): string[] {
  const found = [clockTime(track.duration)];
  if (track.album !== null) found.push(track.album);
  const end = track.realEndOffset === null ? 0 : track.duration - track.realEndOffset;
  const silence = end + (track.cueIn ?? 0);
  if (silence >= audibleSilence) found.push(`${silence.toFixed(1)} s of silence cut`);
  else if (track.realEndOffset !== null) found.push('no silence');
  if (track.loudnessLufs !== null) found.push(`${track.loudnessLufs.toFixed(1).replace('-', '−')} LUFS`);
  return found;
}

/** What happens to a file right now. */
export function stageText(phase: Upload['phase'], sent: number, stage: Stage): string {
  if (phase === 'waiting') return 'Waiting';
  if (phase === 'sending') return sent >= 1 ? 'Storing' : `Uploading ${Math.floor(sent * 100)} %`;
  switch (stage) {
    case 'queued':
      return 'Waiting to be listened to';
    case 'tags':
      return 'Reading the tags';
    case 'artwork':
      return 'Looking for a cover';
    case 'loudness':
      return 'Measuring the loudness';
    case 'silence':
      return 'Finding silence';
    case 'done':
    case 'failed':
      return 'Finishing';
    default:
      return assertNever(stage);
  }
}
