import { isDeepStrictEqual } from 'node:util';
import { type PlaybackState } from '@djamms/contracts';
import { type Answer, type Asked, type Journal } from './journal';
import { scenesOf, type Scene, type Story } from './story';
import { timeless } from '../support/timeless';

/** A rule that was broken, in words. */
export interface Finding {
  rule: string;
  detail: string;
}

export interface Evidence {
  journal: Pick<Journal, 'asked' | 'heard' | 'seen'>;
  story: Story;
  /** The command log: what the service answers a repeated command with. */
  commandLog: readonly { commandId: string; revision: number }[];
  /** Ids of the plays in the history. */
  plays: readonly string[];
  /** The state as the server gives it when all is quiet, and as each window shows it then. */
  server: PlaybackState;
  windows: readonly { by: string; state: PlaybackState | null }[];
}

type Done = Extract<Answer, { kind: 'done' }>;

/** Commands that may put another song on the deck. */
const moving = new Set(['PLAY', 'PLAY_PAUSE', 'PLAY_NEXT', 'PLAY_PREVIOUS', 'PLAY_PLAYLIST', 'quick', 'reconcile']);
/** Commands that may choose another song than the head of the lists. */
const choosing = new Set(['PLAY_PREVIOUS', 'PLAY_PLAYLIST', 'quick', 'reconcile']);
/** Commands that may take songs out of the lists. */
const removing = new Set(['remove', 'clear', 'CLEAR_QUEUE', 'PLAY_PLAYLIST', 'reject', 'withdraw']);

/** Holds what the system did against what its clients were told. Empty when every rule held. */
export function check(evidence: Evidence): Finding[] {
  const scenes = scenesOf(evidence.story.changes);
  const causes = causesOf(evidence.journal.asked);
  return [
    ...revisionsHaveNoGap(evidence),
    ...acknowledgedOnce(evidence),
    ...windowsSawInOrder(evidence),
    ...windowsShowTheTruth(evidence),
    ...songsChangeForAReason(evidence, scenes, causes),
    ...noSongComesTwice(scenes),
    ...noSongIsLost(evidence, scenes, causes),
    ...historyIsWhole(evidence),
  ];
}

const finding = (rule: string, detail: string): Finding => ({ rule, detail });
const doneOf = ({ answers }: Asked): Done[] => answers.filter((answer): answer is Done => answer.kind === 'done');

/** Whose doing a revision may be. One that changed nothing is answered with the revision that it found. */
type Causes = ReadonlyMap<number, ReadonlySet<string>>;

function causesOf(asked: ReadonlyMap<string, Asked>): Causes {
  const causes = new Map<number, Set<string>>();
  for (const each of asked.values())
    for (const { revision } of doneOf(each))
      causes.set(revision, (causes.get(revision) ?? new Set<string>()).add(each.action));
  return causes;
}

const isOneOf = (causes: ReadonlySet<string> | undefined, actions: ReadonlySet<string>): boolean =>
  [...(causes ?? [])].some((action) => actions.has(action));
const namesOf = (causes: ReadonlySet<string> | undefined): string => [...(causes ?? ['nobody'])].join(' and ');

/** Each change is one revision, told once. */
function revisionsHaveNoGap({ story, server }: Evidence): Finding[] {
  if (story.partial === true) return [];
  const findings = story.changes.flatMap(({ revision }, index) => {
    const expected = (story.changes[index - 1]?.revision ?? 0) + 1;
    return revision === expected
      ? []
      : [finding('revisions have no gap', `after ${expected - 1} the stream tells ${revision}`)];
  });
  const last = story.changes.at(-1)?.revision ?? 0;
  if (last === server.revision) return findings;
  return [
    ...findings,
    finding('revisions have no gap', `the stream ends at ${last}, the server is at ${server.revision}`),
  ];
}

/** What was acknowledged is stored, once, under the revision that was told. */
function acknowledgedOnce({ journal, commandLog, story }: Evidence): Finding[] {
  const log = new Map<string, number[]>();
  for (const { commandId, revision } of commandLog) log.set(commandId, [...(log.get(commandId) ?? []), revision]);
  const told = new Map<string, number>();
  for (const { detail } of story.steered) {
    const id = detail['commandId'];
    if (typeof id === 'string') told.set(id, (told.get(id) ?? 0) + 1);
  }
  return [...journal.asked.values()].flatMap((asked) => {
    const where = `${asked.action} ${asked.commandId} of ${asked.by}`;
    const stored = log.get(asked.commandId) ?? [];
    const findings: Finding[] = [];
    if (stored.length > 1) findings.push(finding('a command acts once', `${where} is logged ${stored.length} times`));
    if ((told.get(asked.commandId) ?? 0) > 1)
      findings.push(
        finding('a command acts once', `${where} is in the activity log ${told.get(asked.commandId)} times`),
      );
    for (const { revision } of doneOf(asked)) {
      if (stored[0] !== revision)
        findings.push(
          finding(
            'what is acknowledged is stored',
            `${where} was told ${revision}, stored is ${stored[0] ?? 'nothing'}`,
          ),
        );
    }
    return findings;
  });
}

function windowsSawInOrder({ journal }: Evidence): Finding[] {
  return journal.seen.flatMap(({ by, revisions }) =>
    revisions.flatMap((revision, index) => {
      const before = revisions[index - 1] ?? -1;
      return revision >= before ? [] : [finding('no window goes back', `${by} showed ${revision} after ${before}`)];
    }),
  );
}

function windowsShowTheTruth({ windows, server }: Evidence): Finding[] {
  return windows.flatMap(({ by, state }) => {
    if (state !== null && isDeepStrictEqual(timeless(state), timeless(server))) return [];
    return [
      finding('every window shows the same', `${by} shows revision ${state?.revision}, ${differences(state, server)}`),
    ];
  });
}

function differences(state: PlaybackState | null, server: PlaybackState): string {
  if (state === null) return 'and no state';
  const [shown, true_] = [timeless(state), timeless(server)];
  const keys = Object.keys(true_).filter((key) => !isDeepStrictEqual(shown[key], true_[key]));
  return `other than the server in ${keys.map((key) => `${key}: ${JSON.stringify(shown[key])} / ${JSON.stringify(true_[key])}`).join('; ')}`.slice(
    0,
    800,
  );
}

/** Nothing is known of what came between two others; that there are such is a finding of its own. */
const follows = (before: Scene | undefined, scene: Scene): before is Scene => before?.revision === scene.revision - 1;

/** A song leaves the deck because a player heard its end or could not play it, or because somebody chose so. */
function songsChangeForAReason({ journal }: Evidence, scenes: readonly Scene[], causes: Causes): Finding[] {
  const heard = new Map(journal.heard.map(({ itemId, reason }) => [itemId, reason]));
  const settled = [...journal.asked.values()].every(({ answers, sent }) => sent === 0 || answers.length > 0);
  return scenes.flatMap((scene, index) => {
    const before = scenes[index - 1];
    if (!follows(before, scene) || before.itemId === scene.itemId || before.itemId === null) return [];
    const asked = causes.get(scene.revision);
    const reason = heard.get(before.itemId);
    if (!isOneOf(asked, moving) && reason === undefined && settled)
      return [
        finding('a song leaves for a reason', `${before.itemId} left at ${scene.revision}, ${namesOf(asked)} asked`),
      ];
    if (isOneOf(asked, choosing) || reason === 'alone') return [];
    return followsTheLists(before, scene);
  });
}

/** What comes on the deck is the first of the lists, or, with empty lists, whatever starts over or auto-DJ says. */
function followsTheLists(before: Scene, scene: Scene): Finding[] {
  const expected = before.queue.priority_queue[0] ?? before.queue.active_queue[0];
  if (expected === undefined || scene.itemId === null || scene.itemId === expected.item_id) return [];
  if (before.repeatsOne && before.trackId === scene.trackId) return [];
  return [
    finding(
      'no song is skipped',
      `at ${scene.revision} came ${scene.itemId}, first in the lists was ${expected.item_id}`,
    ),
  ];
}

/** An item is on the deck in one stretch of revisions. */
function noSongComesTwice(scenes: readonly Scene[]): Finding[] {
  const left = new Set<string>();
  let current: string | null = null;
  return scenes.flatMap(({ itemId, revision }) => {
    if (itemId === current) return [];
    if (current !== null) left.add(current);
    current = itemId;
    return itemId !== null && left.has(itemId)
      ? [finding('no song plays twice', `${itemId} came back at ${revision}`)]
      : [];
  });
}

/** What waits goes on waiting until it plays or somebody takes it out. */
function noSongIsLost({ journal }: Evidence, scenes: readonly Scene[], causes: Causes): Finding[] {
  const alone = new Set(journal.heard.filter(({ reason }) => reason === 'alone').map(({ itemId }) => itemId));
  return scenes.flatMap((scene, index) => {
    const before = scenes[index - 1];
    const asked = causes.get(scene.revision);
    if (!follows(before, scene) || isOneOf(asked, removing)) return [];
    const here = new Set([...idsOf(scene), scene.itemId]);
    return idsOf(before)
      .filter((id) => !here.has(id) && !alone.has(id))
      .map((id) => finding('no song is lost', `${id} is gone at ${scene.revision}, ${namesOf(asked)} asked`));
  });
}

const idsOf = ({ queue }: Scene): string[] =>
  [...queue.priority_queue, ...queue.active_queue].map(({ item_id }) => item_id);

/** Every play that was told is in the history, once, however often it was told. */
function historyIsWhole({ story, plays }: Evidence): Finding[] {
  if (story.partial === true) return [];
  const stored = new Map<string, number>();
  for (const id of plays) stored.set(id, (stored.get(id) ?? 0) + 1);
  const told = new Set(story.finished.map(({ playId }) => playId));
  return [
    ...[...told]
      .filter((id) => !stored.has(id))
      .map((id) => finding('the history is whole', `the play ${id} is missing`)),
    ...[...stored]
      .filter(([id, count]) => count > 1 || !told.has(id))
      .map(([id, count]) => finding('a play is counted once', `${id} is there ${count} times, told: ${told.has(id)}`)),
  ];
}
