import fc from 'fast-check';
import { DomainError, defaultRequestRules, type RequestRules } from '@djamms/contracts';
import { testSong } from '../../../test/memory-venue';
import { RequestVenue, isKept, isWaiting, type StoredRequest } from '../../../test/request-venue';
import { artistKey } from './artist-key';
import { type Song } from './state';

const artists = ['Björk', 'BJORK', 'Mø', 'Nina'];
const songs: Song[] = Array.from({ length: 14 }, (_, index) =>
  testSong(String(index + 1), { artist: artists[index % artists.length] ?? '' }),
);

type Happening =
  | { kind: 'ask'; song: number; guest: number }
  | { kind: 'approve' | 'reject' | 'withdraw'; pick: number }
  | { kind: 'command'; name: Parameters<RequestVenue['command']>[0] }
  | { kind: 'ended' }
  | { kind: 'failure' }
  | { kind: 'add'; song: number; at: 'end' | 'next' }
  | { kind: 'remove'; pick: number }
  | { kind: 'reorder'; pick: number; to: number }
  | { kind: 'clear'; list: 'active' | 'priority' | 'both' }
  | { kind: 'undo'; ago: number }
  | { kind: 'lose'; song: number }
  | { kind: 'rules'; rules: Partial<RequestRules> }
  | { kind: 'wait'; minutes: number };

const commands = [
  'PLAY',
  'PAUSE',
  'PLAY_NEXT',
  'PLAY_PREVIOUS',
  'PLAY_PREVIOUS',
  'EMERGENCY_STOP',
  'REPEAT_TOGGLE',
  'SHUFFLE_TOGGLE',
  'CLEAR_QUEUE',
] as const;
const song = fc.nat({ max: songs.length - 1 });

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), song, guest: fc.nat({ max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('approve' as const, 'reject', 'withdraw'), pick: fc.nat() }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('command' as const), name: fc.constantFrom(...commands) }),
  },
  { weight: 5, arbitrary: fc.constant({ kind: 'ended' as const }) },
  fc.constant({ kind: 'failure' as const }),
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('add' as const), song, at: fc.constantFrom('end' as const, 'next') }),
  },
  fc.record({ kind: fc.constant('remove' as const), pick: fc.nat() }),
  fc.record({ kind: fc.constant('reorder' as const), pick: fc.nat(), to: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('clear' as const), list: fc.constantFrom('active' as const, 'priority', 'both') }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('undo' as const), ago: fc.nat({ max: 4 }) }) },
  fc.record({ kind: fc.constant('lose' as const), song }),
  fc.record({
    kind: fc.constant('rules' as const),
    rules: fc.record(
      {
        is_open: fc.constantFrom(true, true, false),
        needs_approval: fc.boolean(),
        max_per_artist: fc.integer({ min: 1, max: 4 }),
        max_waiting_per_guest: fc.integer({ min: 1, max: 4 }),
        replay_minutes: fc.constantFrom(0, 20),
      },
      { requiredKeys: [] },
    ),
  }),
  fc.record({ kind: fc.constant('wait' as const), minutes: fc.nat({ max: 12 }) }),
);

const pickFrom = <T>(all: readonly T[], pick: number): T | undefined => all[pick % Math.max(1, all.length)];

async function happen(venue: RequestVenue, what: Happening): Promise<void> {
  const { onDeck, requests } = venue;
  switch (what.kind) {
    case 'ask':
      return ask(venue, songs[what.song]!, `guest ${what.guest}`);
    case 'approve':
    case 'reject':
    case 'withdraw': {
      const request = pickFrom(requests, what.pick);
      return void (request && (await venue[what.kind](request)));
    }
    case 'command':
      return void (await venue.command(what.name));
    case 'ended':
      return void (onDeck && (await venue.report('ended')));
    case 'failure': {
      const failure = { kind: 'failure', errorCode: 'decode', playerId: null, epoch: null } as const;
      return void (onDeck && (await venue.act({ ...failure, itemId: onDeck.itemId })));
    }
    case 'add': {
      const item = venue.newItem(songs[what.song]!);
      return void (await venue.act({ kind: 'add', item, at: what.at, playNow: false }));
    }
    case 'remove': {
      const item = pickFrom(venue.items('priority'), what.pick);
      return void (item && (await venue.act({ kind: 'remove', found: { item, list: 'priority' } })));
    }
    case 'reorder': {
      const item = pickFrom(venue.items('priority'), what.pick);
      return void (item && (await venue.act({ kind: 'reorder', found: { item, list: 'priority' }, to: what.to })));
    }
    case 'clear':
      return void (await venue.act({ kind: 'clear', list: what.list }));
    case 'undo':
      return void (await venue.restore(venue.state.revision - what.ago));
    case 'lose':
      return venue.loseTrack(songs[what.song]!.trackId);
    case 'rules':
      return void (await venue.act({ kind: 'change_request_rules', rules: what.rules }));
    case 'wait':
      venue.now += what.minutes * 60_000;
  }
}

/** What was let in keeps every limit as it stands at that moment, told by counting all that there is. */
async function ask(venue: RequestVenue, song: Song, guest: string): Promise<void> {
  const before = venue.requests.length;
  const waited = venue.requests.some((each) => isWaiting(each) && each.song.trackId === song.trackId);
  const queued = venue.items('priority').some((item) => item.song.trackId === song.trackId);
  const onDeck = venue.onDeck?.song.trackId === song.trackId;
  await venue.ask(song, guest);
  if (venue.requests.length === before) return expect(waited || onDeck).toBe(true);
  expect([waited, queued, onDeck]).toEqual([false, false, false]);
  const rules = venue.state.requestRules;
  expect(rules.is_open).toBe(true);
  const since = venue.now - rules.artist_window_minutes * 60_000;
  const ofArtist = venue.requests.filter(
    (each) => isKept(each) && artistKey(each.song.artist) === artistKey(song.artist) && each.askedAt > since,
  );
  expect(ofArtist.length).toBeLessThanOrEqual(rules.max_per_artist);
  const ofGuest = venue.requests.filter((each) => each.requesterId === guest && isWaiting(each));
  expect(ofGuest.length).toBeLessThanOrEqual(rules.max_waiting_per_guest);
}

const over: readonly StoredRequest['status'][] = ['played', 'rejected', 'refunded'];

/** Every request is where its status says, and nowhere else. */
function checkPlaces(venue: RequestVenue): void {
  const waitingItems = venue.items('priority').filter(({ requestId }) => requestId !== null);
  const { onDeck } = venue;
  const places = (status: StoredRequest['status']) =>
    venue.requests.filter((each) => each.status === status).map(({ id, itemId }) => [id, itemId]);
  const sorted = (pairs: unknown[][]) => pairs.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
  expect(sorted(places('queued'))).toEqual(sorted(waitingItems.map(({ requestId, itemId }) => [requestId, itemId])));
  expect(places('playing')).toEqual(onDeck?.requestId ? [[onDeck.requestId, onDeck.itemId]] : []);
  for (const list of ['active', 'played', 'past'] as const)
    expect(venue.items(list).filter(({ requestId }) => requestId !== null)).toEqual([]);
  expect(venue.state.approved).toBe(places('approved').length);
  for (const { status, ending, itemId } of venue.requests) {
    expect(ending !== null).toBe(status === 'rejected');
    expect(itemId !== null).toBe(status === 'queued' || status === 'playing');
  }
  const waiting = venue.requests.filter(isWaiting).map(({ song: { trackId } }) => trackId);
  expect(new Set(waiting).size).toBe(waiting.length);
}

describe('any sequence of wishes, decisions and music', () => {
  it('loses no request, keeps every limit, and shows each where it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(happening, { minLength: 10, maxLength: 90, size: 'max' }),
        fc.nat(),
        fc.boolean(),
        async (happenings, seed, needsApproval) => {
          const venue = new RequestVenue(seed + 1);
          venue.state.requestRules = { ...defaultRequestRules, needs_approval: needsApproval };
          for (const what of happenings) {
            const before = { state: venue.state, requests: venue.requests.map((each) => ({ ...each })) };
            try {
              await happen(venue, what);
            } catch (error) {
              if (!(error instanceof DomainError)) throw error;
              expect(venue.state).toBe(before.state);
              expect(venue.requests).toEqual(before.requests);
            }
            checkPlaces(venue);
            for (const [index, was] of before.requests.entries()) {
              const isBack = what.kind === 'undo' && venue.requests[index]?.status === 'queued';
              if (over.includes(was.status) && !isBack) expect(venue.requests[index]).toEqual(was);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
