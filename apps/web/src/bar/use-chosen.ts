import { useRef, useState } from 'react';

interface Chosen {
  /** What the hand has chosen, until the venue says the same; null when the venue's value is shown. */
  chosen: number | null;
  /** The hand moved. */
  choose: (value: number) => void;
  /** The hand let go: the last choice is sent. */
  letGo: () => void;
}

/** A slider's value between the hand and the venue: shown at once, sent at the end, then the venue's again. */
export function useChosen(send: (value: number) => Promise<unknown>): Chosen {
  const [chosen, setChosen] = useState<number | null>(null);
  const latest = useRef<number | null>(null);

  const sendLatest = async (): Promise<void> => {
    const value = latest.current;
    latest.current = null;
    if (value === null) return;
    await send(value);
    if (latest.current === null) setChosen(null);
  };
  return {
    chosen,
    choose: (value) => {
      latest.current = value;
      setChosen(value);
    },
    // The slider tells the place of a quick click one frame after it told the end of it.
    letGo: () => void requestAnimationFrame(() => void sendLatest()),
  };
}
