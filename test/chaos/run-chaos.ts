import { setTimeout as sleep } from 'node:timers/promises';
import { type PlaybackState, type ServiceName } from '@djamms/contracts';
import { eventually, spawnSystem, type SpawnedSystem } from '@djamms/testing';
import { Client } from 'pg';
import { check, type Evidence, type Finding } from './checker';
import { Console } from './console';
import { Faults, type Victim } from './faults';
import { Journal } from './journal';
import { Player } from './player';
import { Random } from './random';
import { MortalServers } from './servers';
import { readStory } from './story';
import { type ChaosVenue, makeVenue } from './venue';
import { Watcher } from './watcher';

export interface ChaosOptions {
  seconds: number;
  /** The same seed makes the same choices; how they interleave is the machine's. */
  seed: number;
  /** Told what happens, line by line. */
  say: (line: string) => void;
}

export interface ChaosResult {
  findings: Finding[];
  /** What was done, in numbers. */
  counts: Record<string, number>;
  faults: readonly string[];
}

/** Processes; the gateways twice, as only they leave a player alone. */
const mortals: readonly [ServiceName, number][] = [
  ['gateway', 0],
  ['gateway', 1],
  ['playlist', 0],
  ['playlist', 1],
  ['music', 0],
  ['monitoring', 0],
  ['scheduler', 0],
];

/**
 * One venue, three consoles and two players at work while services, NATS and PostgreSQL are killed and started again.
 * When all is quiet, what the clients were told is held against what is stored.
 */
export async function runChaos({ seconds, seed, say }: ChaosOptions): Promise<ChaosResult> {
  const random = new Random(seed);
  const servers = await MortalServers.start();
  let system: SpawnedSystem | undefined;
  const watchers: Watcher[] = [];
  try {
    const env = { NATS_URL: servers.natsUrl, DATABASE_URL: servers.databaseUrl };
    system = await spawnSystem({ replicas: { gateway: 2, playlist: 2 }, env });
    const venue = await makeVenue(system);
    say(`seed ${seed}: ${seconds} s with ${venue.trackIds.length} songs, ${mortals.length + 2} processes to kill`);
    const journal = new Journal();
    const cast = makeCast(system, venue, journal, random);
    watchers.push(...cast.watchers);
    const faults = new Faults([...servers.victims, ...processVictims(system)], journal, random.fork());
    const end = AbortSignal.timeout(seconds * 1_000);
    cast.end(end);
    await Promise.all([
      faults.run(end),
      ...cast.consoles.map((each) => each.run()),
      ...cast.players.map((each) => each.run()),
    ]);
    await faults.healed();
    say(`${journal.faults.length} kills; all runs again, waiting for quiet`);
    const evidence = await gather(system, servers, venue, journal, cast);
    return { findings: check(evidence), counts: countsOf(evidence, journal), faults: journal.faults };
  } finally {
    for (const watcher of watchers) watcher.close();
    await system?.stop();
    await servers.stop();
  }
}

function processVictims(system: SpawnedSystem): Victim[] {
  const victims = mortals.map(([service, replica]) => ({
    name: `${service} ${replica + 1}`,
    kill: () => system.kill(service, 'SIGKILL', replica),
    start: () => Promise.resolve(system.process(service, replica).start()),
  }));
  return [...victims, ...victims.filter(({ name }) => name.startsWith('gateway'))];
}

interface Cast {
  watchers: Watcher[];
  consoles: Console[];
  players: Player[];
  end: (signal: AbortSignal) => void;
}

function makeCast(system: SpawnedSystem, venue: ChaosVenue, journal: Journal, random: Random): Cast {
  const urls = [system.url(0), system.url(1)];
  const ending = new AbortController();
  const { token, venueId, trackIds, playlistId } = venue;
  const watch = (name: string, replica: number): Watcher =>
    new Watcher({ name, url: urls[replica] ?? '', token, venueId, journal });
  const consoles = ['console 1', 'console 2', 'console 3'].map((name, index) => {
    const watcher = watch(name, index % 2);
    const common = { name, urls, token, venueId, trackIds, playlistId, journal, watcher };
    return { watcher, actor: new Console({ ...common, random: random.fork(), signal: ending.signal }) };
  });
  const players = ['player 1', 'player 2'].map((name, index) => {
    const watcher = watch(name, index);
    const takeovers = index === 0 ? 0 : 0.02;
    return {
      watcher,
      actor: new Player({ name, journal, random: random.fork(), watcher, signal: ending.signal, takeovers }),
    };
  });
  return {
    watchers: [...consoles, ...players].map(({ watcher }) => watcher),
    consoles: consoles.map(({ actor }) => actor),
    players: players.map(({ actor }) => actor),
    end: (signal) => signal.addEventListener('abort', () => ending.abort()),
  };
}

/** Waits until everything is answered, told and stored, then reads it. */
async function gather(
  system: SpawnedSystem,
  servers: MortalServers,
  venue: ChaosVenue,
  journal: Journal,
  cast: Cast,
): Promise<Evidence> {
  const patience = 90_000;
  await eventually(() => allReady(system), patience);
  await eventually(() => {
    if (journal.unanswered().length > 0) throw new Error(`${journal.unanswered().length} commands without answer`);
    if (cast.watchers.some(({ online }) => !online)) throw new Error('a window is offline');
  }, patience);
  await eventually(async () => {
    for (const player of cast.players) await player.settle();
    if (cast.players.some(({ owes }) => owes)) throw new Error('a player still has songs to tell of');
  }, patience);
  // Whatever sounds is stopped, so that the state stands still.
  await eventually(async () => {
    const answer = await venue.owner.rest.post('/api/ui/command', {
      venueId: venue.venueId,
      command: 'EMERGENCY_STOP',
    });
    if (answer.status !== 200) throw new Error(`EMERGENCY_STOP: ${answer.status}`);
  }, patience);
  await sleep(2_500);
  // A play that a killed service had in hand comes again when its time to acknowledge is over.
  const database = new Client({ connectionString: servers.databaseUrl });
  await database.connect();
  try {
    const giveUpAt = Date.now() + 45_000;
    return await eventually(async () => {
      const server = await serverState(venue);
      const evidence: Evidence = {
        journal,
        server,
        story: await readStory(servers.natsUrl, system.place.natsPrefix, venue.venueId),
        commandLog: await commandLog(database, venue.venueId),
        plays: await plays(database, venue.venueId),
        windows: cast.watchers.map(({ name, state }) => ({ by: name, state })),
      };
      if (Date.now() < giveUpAt && !isComplete(evidence)) throw new Error('events are on their way');
      return evidence;
    }, patience);
  } finally {
    await database.end();
  }
}

/** Everything that was told has arrived; what has not after a while is lost, and the check says so. */
function isComplete({ story, server, plays: stored, windows }: Evidence): boolean {
  const known = new Set(stored);
  return (
    story.changes.at(-1)?.revision === server.revision &&
    windows.every(({ state }) => state?.revision === server.revision) &&
    story.finished.every(({ playId }) => known.has(playId))
  );
}

async function allReady(system: SpawnedSystem): Promise<void> {
  for (const [service, replica] of mortals) await system.process(service, replica).ready();
}

async function serverState({ owner, venueId }: ChaosVenue): Promise<PlaybackState> {
  const { status, body } = await owner.rest.get<PlaybackState>(`/api/venues/${venueId}/state`);
  if (status !== 200) throw new Error(`The state: ${status}`);
  return body;
}

async function commandLog(database: Client, venueId: string): Promise<Evidence['commandLog']> {
  const { rows } = await database.query<{ commandId: string; revision: string }>(
    'SELECT command_id AS "commandId", revision FROM playlist.command_log WHERE venue_id = $1',
    [venueId],
  );
  return rows.map(({ commandId, revision }) => ({ commandId, revision: Number(revision) }));
}

async function plays(database: Client, venueId: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM music.playback_history WHERE venue_id = $1', [
    venueId,
  ]);
  return rows.map(({ id }) => id);
}

function countsOf({ story, plays: stored }: Evidence, journal: Journal): Record<string, number> {
  const asked = [...journal.asked.values()];
  const kinds = (kind: string): number => asked.filter(({ answers }) => answers[0]?.kind === kind).length;
  return {
    revisions: story.changes.length,
    'commands acknowledged': kinds('done'),
    'commands refused': kinds('refused'),
    'commands sent again': asked.filter(({ sent }) => sent > 1).length,
    plays: stored.length,
    'played without server': journal.heard.filter(({ reason }) => reason === 'alone').length,
    kills: journal.faults.length,
  };
}
