import { setMaxListeners } from 'node:events';
import { openSocket, VenueConnection } from '@djamms/client';
import { type PlaybackState } from '@djamms/contracts';
import { Random } from '../chaos/random';
import { type PlayerLine } from '../chaos/watcher';
import { Balancer } from './balancer';
import { type ClientOptions, listens, listensSlowly, reads, uploads, visits, writes } from './clients';
import { HttpClient } from './http-client';
import { Ledger } from './ledger';
import { makeReport, type TrafficReport } from './report';
import { Room, type RoomReport } from './room';
import { enter, makeOffice, makeRoom, type Venue } from './venues';
import { WindowWatch } from './window-watch';

export interface TrafficOptions {
  /** Gateways; of several, those that are ready are used. */
  urls: readonly string[];
  /** Milliseconds within which a window has to be back and right; 2,000 unless given. */
  withinMs?: number;
}

export interface Traffic {
  /** Everything that failed until now. */
  readonly ledger: Ledger;
  /** Lets everything that was begun come to its end, compares, and reports. */
  stop: () => Promise<TrafficReport>;
}

const lookEveryMs = { lost: 50, well: 700 };
const settleMs = 10_000;

/** Fills two venues, and lets people read, write, listen, upload and watch there until it is stopped. */
export async function startTraffic({ urls, withinMs = 2_000 }: TrafficOptions): Promise<Traffic> {
  const balancer = urls.length > 1 ? await Balancer.start(urls) : null;
  const url = balancer?.url ?? urls[0] ?? '';
  const ledger = new Ledger();
  const ending = new AbortController();
  // Each client waits for it.
  setMaxListeners(0, ending.signal);
  const clients: HttpClient[] = [];
  const client = (token?: () => Promise<string>): HttpClient => {
    const made = new HttpClient({ url, ledger, token });
    clients.push(made);
    return made;
  };
  const [room, office] = [await makeRoom(url), await makeOffice(url)];
  const guest = await enter(url, room);
  const guestToken = (): Promise<string> => Promise.resolve(guest.token);
  const startedAt = Date.now();

  const random = new Random(startedAt);
  const as = (venue: Venue, token = venue.token): ClientOptions => ({
    ...{ http: client(token), ledger, venue, random: random.fork(), signal: ending.signal },
  });
  const windows = await openWindows(url, [
    { name: 'console 1', venue: room, token: room.token },
    { name: 'console 2', venue: room, token: room.token },
    { name: 'kiosk', venue: room, token: guestToken },
    { name: 'player', venue: room, token: room.token },
    { name: 'console of the office', venue: office, token: office.token },
    { name: 'library of the office', venue: office, token: office.token },
  ]);
  const truths = new Map([room, office].map((venue) => [venue, truthOf(client(venue.token), venue)]));
  const watches = windows.map(({ name, venue, connection }) => {
    const truth = truths.get(venue) ?? (() => Promise.resolve(null));
    return new WindowWatch({ name, line: connection, truth, ledger, withinMs });
  });
  const playerWindow = windows.find(({ name }) => name === 'player')?.connection;
  if (playerWindow === undefined) throw new Error('There is no player');
  const { http } = as(room);
  const playing = new Room({ venue: room, http, ledger, line: lineOf(playerWindow), signal: ending.signal });
  const slug = room.owner.session.user.venues[0]?.slug ?? '';
  const work = Promise.all([
    ...watches.map((watch) => watching(watch, ending.signal)),
    playing.run(),
    ...[
      reads(as(room)),
      reads(as(office)),
      writes(as(office), { removes: true }),
      writes(as(office), { removes: false }),
    ],
    ...[listens(as(office)), listens(as(room)), listensSlowly(as(office)), listensSlowly(as(office))],
    ...[uploads(as(office)), visits(as(room, guestToken), slug)],
  ]);
  // What a client found is told when the traffic is stopped.
  const ended = work.then(
    () => null,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

  return {
    ledger,
    stop: async () => {
      ending.abort();
      const fault = await ended;
      const player: RoomReport = await playing.finish();
      for (const watch of watches) await watch.finish(settleMs);
      const seconds = (Date.now() - startedAt) / 1_000;
      for (const { connection } of windows) connection.close();
      for (const each of clients) each.close();
      await balancer?.stop();
      if (fault !== null) throw fault;
      const outages = watches.flatMap((watch) => watch.outages);
      const longestBackMs = Math.round(Math.max(0, ...outages));
      return makeReport(ledger, seconds, { count: watches.length, reconnects: outages.length, longestBackMs }, player);
    },
  };
}

interface OpenWindow {
  name: string;
  venue: Venue;
  connection: VenueConnection;
}

type NewWindow = Omit<OpenWindow, 'connection'> & { token: () => Promise<string> };

/** Opens them with the library that all windows use; resolves when all of them show their venue. */
async function openWindows(url: string, wanted: readonly NewWindow[]): Promise<OpenWindow[]> {
  return Promise.all(
    wanted.map(async ({ name, venue, token }) => {
      const connection = new VenueConnection({
        venueId: venue.venueId,
        credentials: { token, replace: token },
        openSocket: (socket) => openSocket({ ...socket, url }),
      });
      const online = new Promise<void>((resolve) => {
        const stop = connection.subscribe(() => {
          if (connection.getSnapshot().connection !== 'online') return;
          stop();
          resolve();
        });
      });
      connection.open();
      await online;
      return { name, venue, connection };
    }),
  );
}

const lineOf = (connection: VenueConnection): PlayerLine => ({
  connection,
  get state() {
    return connection.getSnapshot().state;
  },
  get online() {
    return connection.getSnapshot().connection === 'online';
  },
});

/** One question at a time, however many windows want to know. */
function truthOf(http: HttpClient, { venueId }: Venue): () => Promise<PlaybackState | null> {
  let underWay: Promise<PlaybackState | null> | null = null;
  return () =>
    (underWay ??= http
      .ask<PlaybackState>({ kind: 'read', path: `/api/venues/${venueId}/state` })
      .finally(() => (underWay = null)));
}

async function watching(watch: WindowWatch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await watch.check();
    await new Promise((resolve) => setTimeout(resolve, watch.lost ? lookEveryMs.lost : lookEveryMs.well));
  }
}
