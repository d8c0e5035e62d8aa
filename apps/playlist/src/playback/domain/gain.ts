import { type Song } from './state';

const maxGainDb = 12;
/** EBU R 128 allows at most −1 dBTP. */
const maxTruePeakDb = -1;

/**
 * Decibels that bring a song to the target loudness (LUFS), within ±12 dB and without its true peak going above
 * −1 dBTP. A song whose peak is not known is not made louder; one whose loudness is not known stays as it is.
 */
export function gainDb(song: Pick<Song, 'loudnessLufs' | 'truePeakDb'>, targetLufs: number | null): number {
  if (targetLufs === null || song.loudnessLufs === null) return 0;
  const headroom = song.truePeakDb === null ? 0 : maxTruePeakDb - song.truePeakDb;
  const wanted = Math.min(targetLufs - song.loudnessLufs, headroom, maxGainDb);
  return Math.round(Math.max(wanted, -maxGainDb) * 100) / 100;
}
