import { useSyncExternalStore } from 'react';
import { roughTime } from '../ui/time';
import { useVenue } from '../venue/venue-context';

/** Seconds between two looks at the clock. */
const step = 10;

const everyStep = (listener: () => void): (() => void) => {
  const timer = setInterval(listener, step * 1000);
  return () => clearInterval(timer);
};

/** How long ago something was, by the server's clock. */
export function Ago({ since }: { since: string }) {
  const { connection } = useVenue();
  const seconds = useSyncExternalStore(everyStep, () => {
    const passed = (connection.clock.serverNow() - Date.parse(since)) / 1000;
    return Math.max(0, Math.floor(passed / step) * step);
  });
  return <span className="tabular">{seconds < 60 ? 'just now' : `${roughTime(seconds)} ago`}</span>;
}
