import { type VenueSnapshot } from '@djamms/client';
import { defaultRequestRules, nothingPlaying, type PlaybackState, PlayerSettings } from '@djamms/contracts';
import { Ledger } from './ledger';
import { WindowWatch } from './window-watch';

const stateAt = (revision: number, volume = 70): PlaybackState => ({
  venueId: 'venue',
  revision,
  serverTime: 0,
  nowPlaying: nothingPlaying,
  queue: { active_queue: [], priority_queue: [], active_total: 0, priority_total: 0 },
  settings: PlayerSettings.parse({ master_volume: volume }),
  player: null,
  requestRules: defaultRequestRules,
  alerts: [],
});

/** A window and a server, both as the test says, and a clock that stands still. */
function scene() {
  let clock = 0;
  let snapshot: Pick<VenueSnapshot, 'connection' | 'state'> = { connection: 'online', state: stateAt(1) };
  let server = stateAt(1);
  const listeners = new Set<() => void>();
  const ledger = new Ledger();
  const line = {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
  };
  const truth = () => Promise.resolve(server);
  const watch = new WindowWatch({ name: 'kiosk', line, truth, ledger, withinMs: 2_000, now: () => clock });
  return {
    watch,
    failures: () => ledger.failures.map(({ where, what }) => `${where} ${what}`),
    at: (ms: number) => (clock = ms),
    server: (state: PlaybackState) => (server = state),
    shows: (connection: VenueSnapshot['connection'], state: PlaybackState) => {
      snapshot = { connection, state };
      for (const listener of listeners) listener();
    },
  };
}

describe('a window that is watched', () => {
  it('is right while it shows what the server says', async () => {
    const { watch, failures, shows, server, at } = scene();
    for (const revision of [2, 3, 4]) {
      at(revision * 1_000);
      server(stateAt(revision));
      shows('online', stateAt(revision));
      await watch.check();
    }
    await watch.finish(0);
    expect(failures()).toEqual([]);
    expect(watch.outages).toEqual([]);
  });

  it('is back only when it shows the truth again', async () => {
    const { watch, failures, shows, server, at } = scene();
    at(1_000);
    shows('offline', stateAt(1));
    server(stateAt(2));
    at(1_400);
    shows('online', stateAt(1));
    await watch.check();
    expect(watch.lost).toBe(true);
    at(1_900);
    shows('online', stateAt(2));
    await watch.check();
    expect(watch.outages).toEqual([900]);
    expect(failures()).toEqual([]);
  });

  it('is told of when it comes back too late', async () => {
    const { watch, failures, shows, at } = scene();
    shows('offline', stateAt(1));
    at(2_500);
    shows('online', stateAt(1));
    await watch.check();
    expect(failures()).toEqual(['kiosk was back and right only after 2500 ms']);
  });

  it('is told of when it never comes back', async () => {
    const { watch, failures, shows } = scene();
    shows('offline', stateAt(1));
    await watch.finish(0);
    expect(failures()).toEqual(['kiosk never came back']);
  });

  it('is told of once when it says that it is online and lags behind', async () => {
    const { watch, failures, server, at } = scene();
    server(stateAt(5));
    for (const ms of [0, 1_000, 2_100, 3_000]) {
      at(ms);
      await watch.check();
    }
    expect(failures()).toEqual(['kiosk shows revision 1, the server is at 5']);
  });

  it('is told of when it shows another picture of the same revision', async () => {
    const { watch, failures, server, at } = scene();
    server(stateAt(1, 30));
    await watch.check();
    at(2_100);
    await watch.check();
    expect(failures()).toEqual(['kiosk shows revision 1, the server is at 1']);
  });
});
