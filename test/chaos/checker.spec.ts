import { randomUUID } from 'node:crypto';
import {
  defaultRequestRules,
  type NowPlaying,
  type PlaybackState,
  PlayerSettings,
  type Queue,
  type QueueItem,
} from '@djamms/contracts';
import { check, type Evidence } from './checker';
import { Journal } from './journal';
import { type Change } from './story';

const venueId = randomUUID();
const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()];

const playing = (itemId: string | null): NowPlaying => ({
  ...{ item_id: itemId, track_id: null, video_id: null, title: null, artist: null, channel: null, duration: 3 },
  ...{ thumbnail: null, state: 'playing', start_timestamp: 1, position: 0, real_end_offset: null, gain_db: 0 },
  ...{ vote_count: 0, is_liked: false },
});
const waiting = (...ids: string[]): Queue => ({
  active_queue: ids.map((item_id): QueueItem => ({
    ...{ item_id, track_id: null, video_id: null, title: 'x', artist: 'y', duration: 3, thumbnail: null },
    ...{ added_by_user_id: null, added_at: 1, priority: 0, is_request: false },
  })),
  priority_queue: [],
  active_total: ids.length,
  priority_total: 0,
});
const change = (revision: number, itemId: string | null, ...ids: string[]): Change => ({
  ...{ venueId, revision, serverTime: revision },
  messages: [
    { type: 'NOW_PLAYING_UPDATE', payload: playing(itemId) },
    { type: 'QUEUE_UPDATE', payload: waiting(...ids) },
  ],
});
const stateAt = (revision: number, itemId: string | null, ...ids: string[]): PlaybackState => ({
  ...{ venueId, revision, serverTime: 1, nowPlaying: playing(itemId), queue: waiting(...ids), player: null },
  ...{ settings: PlayerSettings.parse({}), requestRules: defaultRequestRules, alerts: [] },
});

/** A short evening without fault: A plays to its end, B is skipped, C plays. */
function evening(): Evidence & { journal: Journal } {
  const journal = new Journal();
  const skip = journal.ask('skip', 'console 1', 'PLAY_NEXT', {});
  skip.sent = 1;
  skip.answers.push({ kind: 'done', revision: 4, duplicate: false, itemId: null });
  journal.heard.push({ itemId: a, by: 'player 1', reason: 'ended' });
  journal.watch('console 1').revisions.push(1, 2, 4);
  const fact = { venueId, trackId: null, startedAt: '', durationPlayed: 3, source: 'queue', reason: 'ended' } as const;
  return {
    journal,
    story: {
      changes: [change(1, null, a, b, c), change(2, a, b, c), change(3, b, c), change(4, c)],
      finished: [
        { ...fact, playId: a, itemId: a },
        { ...fact, playId: b, itemId: b },
      ],
      steered: [{ venueId, action: 'playback_command', detail: { commandId: 'skip' } }],
    },
    commandLog: [{ commandId: 'skip', revision: 4 }],
    plays: [a, b],
    server: stateAt(4, c),
    windows: [{ by: 'console 1', state: stateAt(4, c) }],
  };
}

const rules = (evidence: Evidence): string[] => check(evidence).map(({ rule }) => rule);

describe('the checker of an evening', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(check(evening())).toEqual([]);
  });

  it.each<[string, (evidence: ReturnType<typeof evening>) => unknown]>([
    ['revisions have no gap', ({ story }) => story.changes.splice(2, 1)],
    ['revisions have no gap', ({ story }) => story.changes.push(change(4, c))],
    ['revisions have no gap', (evidence) => (evidence.server = stateAt(5, c))],
    ['what is acknowledged is stored', (evidence) => (evidence.commandLog = [])],
    ['what is acknowledged is stored', (evidence) => (evidence.commandLog = [{ commandId: 'skip', revision: 3 }])],
    ['a command acts once', ({ story }) => story.steered.push(...story.steered)],
    ['no window goes back', ({ journal }) => journal.seen[0]?.revisions.push(3)],
    ['every window shows the same', (evidence) => (evidence.windows = [{ by: 'kiosk', state: stateAt(4, c, b) }])],
    ['every window shows the same', (evidence) => (evidence.windows = [{ by: 'kiosk', state: null }])],
    ['a song leaves for a reason', ({ journal }) => journal.heard.pop()],
    ['a song leaves for a reason', ({ journal }) => journal.asked.delete('skip')],
    ['no song is skipped', ({ story }) => (story.changes[2] = change(3, c, b))],
    ['no song plays twice', ({ story }) => (story.changes[3] = change(4, a, c))],
    ['no song is lost', ({ story }) => (story.changes[2] = change(3, b))],
    ['the history is whole', (evidence) => (evidence.plays = [a])],
    ['a play is counted once', (evidence) => (evidence.plays = [a, a, b])],
  ])('says that it is not so that %s', (rule, spoil) => {
    const evidence = evening();
    spoil(evidence);
    expect(rules(evidence)).toContain(rule);
  });

  it('does not miss what nobody saw of a system that runs elsewhere', () => {
    const evidence = evening();
    evidence.story.partial = true;
    evidence.story.finished = [];
    evidence.story.changes.splice(1, 1);
    expect(check(evidence)).toEqual([]);
  });

  it('sees there too what went wrong before somebody’s eyes', () => {
    const evidence = evening();
    evidence.story.partial = true;
    evidence.story.changes[2] = change(3, c, b);
    evidence.commandLog = [];
    expect(rules(evidence)).toEqual(
      expect.arrayContaining(['no song is skipped', 'what is acknowledged is stored']) as string[],
    );
  });

  it('takes a command whose answer came twice for one', () => {
    const evidence = evening();
    evidence.journal.asked.get('skip')?.answers.push({ kind: 'done', revision: 4, duplicate: true, itemId: null });
    expect(check(evidence)).toEqual([]);
  });
});
