/** A song that could be needed. */
export interface Song {
  trackId: string;
  /** Seconds. */
  duration: number;
}

const minute = 60;
/** Unknown lengths count as this (seconds), so that a list without lengths has an end too. */
const usual = 3 * minute;

/** Seconds of music from each place, in the order in which they are fetched. */
const courses = [
  { from: 'queue', upTo: 30 * minute },
  { from: 'rotation', upTo: 60 * minute },
  { from: 'queue', upTo: 120 * minute },
  { from: 'rotation', upTo: 6 * 60 * minute },
] as const;

/**
 * The tracks that should be on the device, the most urgent first: the song that plays, the next half hour of the
 * queue, an hour of the default playlist, then more of both.
 */
export function wantList(playing: Song | null, queue: readonly Song[], rotation: readonly Song[]): string[] {
  const list = new Set<string>(playing === null ? [] : [playing.trackId]);
  for (const { from, upTo } of courses) {
    for (const trackId of firstSeconds(from === 'queue' ? queue : rotation, upTo)) list.add(trackId);
  }
  return [...list];
}

function* firstSeconds(songs: readonly Song[], seconds: number): Generator<string> {
  let total = 0;
  for (const { trackId, duration } of songs) {
    if (total >= seconds) return;
    yield trackId;
    total += duration > 0 ? duration : usual;
  }
}
