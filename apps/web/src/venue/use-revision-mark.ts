import { type VenueConnection } from '@djamms/client';
import { useEffect } from 'react';

/** Writes on the page which revision it shows, and since when (epoch ms): for tests, and for who looks for a fault. */
export function useRevisionMark(connection: Pick<VenueConnection, 'getSnapshot' | 'subscribe'>): void {
  useEffect(() => {
    const marks = document.documentElement.dataset;
    const mark = (): void => {
      const revision = connection.getSnapshot().state?.revision.toString();
      if (revision === undefined || marks['revision'] === revision) return;
      marks['revision'] = revision;
      marks['revisionAt'] = Date.now().toString();
    };
    mark();
    return connection.subscribe(mark);
  }, [connection]);
}
