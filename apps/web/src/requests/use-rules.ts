import { type RequestRules, updateRequestRules } from '@djamms/contracts';
import { startTransition, useOptimistic } from 'react';
import { showError } from '../ui/notify';
import { useVenue, useVenueSnapshot } from '../venue/venue-context';

/** Milliseconds to wait for the venue to say what was stored. */
const patience = 3_000;

/** What guests may ask for, with what the hand just changed already in it. */
export function useRules() {
  const { venue, connection } = useVenue();
  const known = useVenueSnapshot((snapshot) => snapshot.state?.requestRules ?? null);
  const [shown, show] = useOptimistic(
    known,
    (rules, fields: Partial<RequestRules>) => rules && { ...rules, ...fields },
  );

  /** Resolves when this window's venue holds the fields, so that a switch does not flicker back for a moment. */
  const arrived = (fields: Partial<RequestRules>): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const check = (): void => {
        const rules = connection.getSnapshot().state?.requestRules;
        if (rules !== undefined && isWithin(fields, rules)) done();
      };
      const timer = setTimeout(() => done(), patience);
      const stop = connection.subscribe(check);
      check();
    });

  /** Changes some of the rules; the others stay as they are, also when somebody else changes them meanwhile. */
  const change = (fields: Partial<RequestRules>): void =>
    startTransition(async () => {
      show(fields);
      try {
        await connection.change(updateRequestRules, { id: venue.id, ...fields });
        await arrived(fields);
      } catch (error) {
        showError(error, 'The rules were not changed');
      }
    });

  return { shown, change };
}

const isWithin = (fields: Partial<RequestRules>, rules: RequestRules): boolean => {
  const all: Record<string, unknown> = { ...rules };
  return Object.entries(fields).every(([name, value]) => all[name] === value);
};
