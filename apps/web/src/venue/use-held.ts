import { useEffect, useRef, useState } from 'react';
import { NewestFirst } from './newest-first';

interface HeldOptions<T> {
  /** Stores a value in the venue; resolves when this window shows it, and does not reject. */
  send: (value: T) => Promise<unknown>;
  /** Whether the venue follows while the hand moves, or only when it lets go. */
  live: boolean;
}

export interface Held<T> {
  /** What the hand holds, until the venue says the same; null when the venue's own value is to be shown. */
  held: T | null;
  /** The hand moved. */
  move: (value: T) => void;
  /** The hand let go: the last value is sent. */
  letGo: () => void;
}

/**
 * A slider's value between the hand and the venue: what the hand holds is shown at once, and nobody else moves it
 * meanwhile; when the hand is off and the value is stored, the venue's is shown again.
 */
export function useHeld<T>({ send, live }: HeldOptions<T>): Held<T> {
  const [held, setHeld] = useState<T | null>(null);
  const latest = useRef<T | null>(null);
  const holding = useRef(false);
  const newestSend = useRef(send);
  useEffect(() => {
    newestSend.current = send;
  });
  const line = useRef<NewestFirst<T> | null>(null);

  const store = async (value: T): Promise<void> => {
    line.current ??= new NewestFirst<T>((newest) => newestSend.current(newest));
    await line.current.push(value);
    if (!holding.current) setHeld(null);
  };
  return {
    held,
    move: (value) => {
      holding.current = true;
      latest.current = value;
      setHeld(value);
      if (live) void store(value);
    },
    // The slider tells the place of a quick click one frame after it told the end of it.
    letGo: () =>
      void requestAnimationFrame(() => {
        holding.current = false;
        if (latest.current !== null) void store(latest.current);
      }),
  };
}
