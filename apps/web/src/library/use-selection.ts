import { useCallback, useState } from 'react';
import { type Track } from './use-tracks';

const none: ReadonlyMap<string, Track> = new Map();

/** Chosen tracks; with `range`, all from the last chosen row to this one, as far as they are loaded. */
export function useSelection(trackAt: (index: number) => Track | undefined) {
  const [tracks, setTracks] = useState(none);
  const [anchor, setAnchor] = useState<number | null>(null);

  const toggle = (track: Track, index: number, range: boolean): void => {
    const next = new Map(tracks);
    if (range && anchor !== null) {
      for (let row = Math.min(anchor, index); row <= Math.max(anchor, index); row += 1) {
        const between = trackAt(row);
        if (between !== undefined) next.set(between.id, between);
      }
    } else if (!next.delete(track.id)) next.set(track.id, track);
    setTracks(next);
    setAnchor(index);
  };
  const clear = useCallback(() => {
    setTracks(none);
    setAnchor(null);
  }, []);
  return { tracks, toggle, clear };
}
