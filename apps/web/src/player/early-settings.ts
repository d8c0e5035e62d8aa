import { soundEnd } from '@djamms/client';
import { type Track } from '@djamms/contracts';

export interface EarlySettings {
  /** Decibels. */
  gain: number;
  /** Second at which the sound ends. */
  endAt: number;
}

const maxGain = 12;
/** EBU R 128 allows at most −1 dBTP. */
const maxTruePeak = -1;

type Measured = Pick<Track, 'duration' | 'realEndOffset' | 'loudnessLufs' | 'truePeakDb'>;

/**
 * Gain and end of a song that starts before the venue has named it, from the track's own measurements and the
 * target loudness (LUFS). The venue's own word, a moment later, is what stays.
 */
export function earlySettings(track: Measured, target: number | null): EarlySettings {
  const end = soundEnd({ duration: track.duration, real_end_offset: track.realEndOffset });
  return { gain: gainOf(track, target), endAt: end > 0 ? end : Infinity };
}

/** Decibels that bring a track to the target loudness (LUFS); the venue's own rule, for when it can't be asked. */
export function gainOf(
  { loudnessLufs, truePeakDb }: Pick<Track, 'loudnessLufs' | 'truePeakDb'>,
  target: number | null,
): number {
  if (target === null || loudnessLufs === null) return 0;
  const headroom = truePeakDb === null ? 0 : maxTruePeak - truePeakDb;
  return Math.max(Math.min(target - loudnessLufs, headroom, maxGain), -maxGain);
}
