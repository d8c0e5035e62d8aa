import { setTimeout as sleep } from 'node:timers/promises';
import { type PlaybackState } from '@djamms/contracts';
import { eventually } from '@djamms/testing';
import { check, type Evidence, type Finding } from './checker';
import { Console } from './console';
import { type Ground } from './ground';
import { Journal } from './journal';
import { OwnGround } from './own-ground';
import { Player } from './player';
import { Random } from './random';
import { type ChaosVenue, makeVenue } from './venue';
import { Watcher } from './watcher';

export interface ChaosOptions {
  seconds: number;
  /** The same seed makes the same choices; how they interleave is the machine's. */
  seed: number;
  /** Where it happens; a system of its own unless given. It is stopped at the end. */
  ground?: Ground;
  /** Told what happens, line by line. */
  say: (line: string) => void;
}

export interface ChaosResult {
  findings: Finding[];
  /** What was done, in numbers. */
  counts: Record<string, number>;
  faults: readonly string[];
}

/**
 * One venue, three consoles and two players at work while services, NATS and PostgreSQL are killed and started again.
 * When all is quiet, what the clients were told is held against what is stored.
 */
export async function runChaos({ seconds, seed, say, ground: given }: ChaosOptions): Promise<ChaosResult> {
  const random = new Random(seed);
  const ground = given ?? (await OwnGround.make());
  const watchers: Watcher[] = [];
  try {
    const venue = await makeVenue(ground.urls[0] ?? '');
    say(`seed ${seed}: ${seconds} s with ${venue.trackIds.length} songs`);
    const journal = new Journal();
    const cast = makeCast(ground, venue, journal, random);
    watchers.push(...cast.watchers);
    const faults = ground.faults(journal, random.fork());
    const end = AbortSignal.timeout(seconds * 1_000);
    cast.end(end);
    await Promise.all([
      faults.run(end),
      ...cast.consoles.map((each) => each.run()),
      ...cast.players.map((each) => each.run()),
    ]);
    await faults.healed();
    say(`${journal.faults.length} faults; waiting for quiet`);
    const evidence = await gather(ground, venue, journal, cast);
    return { findings: check(evidence), counts: countsOf(evidence, journal), faults: journal.faults };
  } finally {
    for (const watcher of watchers) watcher.close();
    await ground.stop();
  }
}

interface Cast {
  watchers: Watcher[];
  consoles: Console[];
  players: Player[];
  end: (signal: AbortSignal) => void;
}

function makeCast({ urls }: Ground, venue: ChaosVenue, journal: Journal, random: Random): Cast {
  const ending = new AbortController();
  const { token, venueId, trackIds, playlistId } = venue;
  const watch = (name: string, replica: number): Watcher =>
    new Watcher({ name, url: urls[replica % urls.length] ?? '', token, venueId, journal });
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
async function gather(ground: Ground, venue: ChaosVenue, journal: Journal, cast: Cast): Promise<Evidence> {
  const patience = 90_000;
  await eventually(() => ground.ready(), patience);
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
  const giveUpAt = Date.now() + 45_000;
  return eventually(async () => {
    const server = await serverState(venue);
    const windows = cast.watchers.map(({ name, state }) => ({ by: name, state }));
    const evidence = {
      journal,
      server,
      windows,
      ...(await ground.books(venue.venueId, venue, journal, cast.watchers)),
    };
    if (Date.now() < giveUpAt && !isComplete(evidence)) throw new Error('events are on their way');
    return evidence;
  }, patience);
}

/** Everything that was told has arrived; what has not after a while is lost, and the check says so. */
function isComplete({ story, server, plays: stored, windows }: Evidence): boolean {
  const known = new Set(stored);
  return (
    (story.partial === true || story.changes.at(-1)?.revision === server.revision) &&
    windows.every(({ state }) => state?.revision === server.revision) &&
    story.finished.every(({ playId }) => known.has(playId))
  );
}

async function serverState({ owner, venueId }: ChaosVenue): Promise<PlaybackState> {
  const { status, body } = await owner.rest.get<PlaybackState>(`/api/venues/${venueId}/state`);
  if (status !== 200) throw new Error(`The state: ${status}`);
  return body;
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
    faults: journal.faults.length,
  };
}
