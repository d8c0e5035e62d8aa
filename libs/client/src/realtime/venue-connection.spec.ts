import { type RequestContract, sendCommand, updateSetting } from '@djamms/contracts';
import { type Caller } from '../api/api';
import { silence, stateAt, venueId } from '../testing/playback-state';
import { FakeSocket } from '../testing/fake-socket';
import { type SocketOptions } from './socket';
import { VenueConnection } from './venue-connection';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const acknowledged = (revision: number) => ({
  ok: true,
  result: { status: 'ok', commandId: null, revision, duplicate: false },
});

function setUp() {
  const socket = new FakeSocket();
  socket.answers.set('venue:join', () => ({ status: 'joined', state: stateAt(10) }));
  socket.answers.set('time:sync', (input) => ({ t0: (input as { t0: number }).t0, t1: 5_000, t2: 5_000 }));
  let options: SocketOptions | null = null;
  const replaced: string[] = [];
  const restCalls: { subject: string; input: unknown }[] = [];
  const call = (contract: RequestContract, input: unknown): Promise<unknown> => {
    restCalls.push({ subject: contract.subject, input });
    return Promise.resolve(acknowledged(12).result);
  };
  const connection = new VenueConnection({
    venueId,
    rest: { call } as Caller,
    credentials: {
      token: () => Promise.resolve('first'),
      replace: (refused) => {
        replaced.push(refused);
        return Promise.resolve('second');
      },
    },
    openSocket: (given) => {
      options = given;
      return socket;
    },
    now: () => 1_000,
  });
  const token = async (): Promise<string | null> => options?.token() ?? null;
  return { socket, connection, token, replaced, restCalls };
}

describe('VenueConnection', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate'] }));
  afterEach(() => void jest.useRealTimers());

  it('shows the venue after joining, and the same truth as offline when the line is lost', async () => {
    const { socket, connection } = setUp();
    expect(connection.getSnapshot().connection).toBe('connecting');
    connection.open();
    await settle();
    expect(connection.getSnapshot()).toMatchObject({ connection: 'online', state: { revision: 10 } });
    socket.lose(true);
    expect(connection.getSnapshot()).toMatchObject({ connection: 'offline', state: { revision: 10 } });
    socket.connect();
    await settle();
    expect(connection.getSnapshot().connection).toBe('online');
    connection.close();
  });

  it('reads the server’s clock', async () => {
    const { connection } = setUp();
    connection.open();
    await settle();
    expect(connection.clock.serverNow()).toBe(5_000);
    connection.close();
  });

  it('sends an unanswered command again under the same id, and it acts once', async () => {
    const { socket, connection, restCalls } = setUp();
    connection.open();
    await settle();
    const ids: unknown[] = [];
    socket.answers.set('command', (input) => {
      ids.push((input as { commandId: string }).commandId);
      throw new Error('no acknowledgement');
    });
    await expect(connection.command('PLAY')).resolves.toMatchObject({ revision: 12 });
    expect(restCalls).toMatchObject([{ input: { commandId: ids[0] } }]);
    connection.close();
  });

  it('says why a command was refused, and does not repeat it', async () => {
    const { socket, connection } = setUp();
    connection.open();
    await settle();
    const problem = { type: 't', title: 't', status: 422, detail: 'Add a song.', code: 'nothing_to_play', traceId: '' };
    socket.answers.set('command', () => ({ ok: false, problem }));
    await expect(connection.command('PLAY')).rejects.toMatchObject({ code: 'nothing_to_play', detail: 'Add a song.' });
    expect(socket.sent.filter((event) => event === 'command')).toHaveLength(1);
    connection.close();
  });

  it('keeps commands while offline, shows how many, and sends them when it is back', async () => {
    const { socket, connection } = setUp();
    const sent: unknown[] = [];
    socket.answers.set('command', (input) => {
      sent.push((input as { command: string }).command);
      return acknowledged(11);
    });
    connection.open();
    await settle();
    socket.lose(true);
    const answers = Promise.all([connection.command('PAUSE'), connection.command('MUTE')]);
    expect(connection.getSnapshot()).toMatchObject({ connection: 'offline', waiting: 2 });
    expect(sent).toEqual([]);
    socket.connect();
    await expect(answers).resolves.toHaveLength(2);
    expect(sent).toEqual(['PAUSE', 'MUTE']);
    expect(connection.getSnapshot()).toMatchObject({ connection: 'online', waiting: 0 });
    connection.close();
  });

  it('says after half a minute that a command was not sent', async () => {
    const { connection } = setUp();
    const answer = expect(connection.command('PLAY')).rejects.toMatchObject({ code: 'not_sent' });
    await jest.advanceTimersByTimeAsync(30_000);
    await answer;
    expect(connection.getSnapshot().waiting).toBe(0);
  });

  it('does not skip a song that came while it was offline', async () => {
    const { socket, connection } = setUp();
    connection.open();
    await settle();
    socket.lose(true);
    const skip = expect(connection.command('PLAY_NEXT')).rejects.toMatchObject({ code: 'not_sent' });
    const state = stateAt(12, { nowPlaying: { ...silence, item_id: venueId } });
    socket.answers.set('venue:join', () => ({ status: 'joined', state }));
    socket.connect();
    await skip;
    expect(socket.sent).not.toContain('command');
    connection.close();
  });

  it('changes by REST what the socket has no message for or does not answer, under one id', async () => {
    const { socket, connection, restCalls } = setUp();
    connection.open();
    await settle();
    const ids: unknown[] = [];
    socket.answers.set('command', (input) => {
      ids.push((input as { commandId: string }).commandId);
      throw new Error('no acknowledgement');
    });
    await connection.change(updateSetting, { venueId, setting: 'crossfade_time', value: 4 });
    await connection.command('PLAY');
    expect(restCalls.map(({ subject }) => subject)).toEqual([updateSetting.subject, sendCommand.subject]);
    expect(restCalls[1]?.input).toMatchObject({ commandId: ids[0] });
    connection.close();
  });

  it('joins again when the server says that it left messages out, and tells those who keep lists', async () => {
    const { socket, connection } = setUp();
    let caughtUp = 0;
    connection.onCaughtUp(() => (caughtUp += 1));
    connection.open();
    await settle();
    const asked: unknown[] = [];
    socket.answers.set('venue:join', (input) => {
      asked.push(input);
      const messages = [{ type: 'PLAYER_SETTINGS_UPDATE', payload: stateAt(14).settings }];
      return { status: 'resumed', revision: 14, serverTime: 2_000, messages };
    });
    socket.receive('venue:stale', { venueId });
    await settle();
    expect(asked).toEqual([{ venueId, lastRevision: 10 }]);
    expect(connection.getSnapshot().state).toMatchObject({ revision: 14, settings: { master_volume: 14 } });
    expect(caughtUp).toBe(2);
    connection.close();
  });

  it('comes back with a new token when the server turned it away', async () => {
    const { socket, connection, token, replaced } = setUp();
    connection.open();
    await token();
    socket.answers.set('venue:join', () => new Promise(() => undefined));
    socket.lose(true);
    socket.lose(false);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(socket.connected).toBe(true);
    await expect(token()).resolves.toBe('second');
    expect(replaced).toEqual(['first']);
    connection.close();
  });

  it('waits until a change is seen here', async () => {
    const { socket, connection } = setUp();
    connection.open();
    await settle();
    let seen = false;
    void connection.settled(11).then(() => (seen = true));
    await settle();
    expect(seen).toBe(false);
    const { settings } = stateAt(11);
    socket.receive('PLAYER_SETTINGS_UPDATE', { venueId, revision: 11, serverTime: 1, payload: settings });
    await settle();
    expect(seen).toBe(true);
    connection.close();
  });

  it('passes on messages outside playback, and none of other venues', async () => {
    const { socket, connection } = setUp();
    connection.open();
    await settle();
    const stages: string[] = [];
    connection.on('TRACK_PROCESSING', ({ stage }) => stages.push(stage));
    const payload = { track_id: venueId, stage: 'loudness', progress: 0.5 };
    socket.receive('TRACK_PROCESSING', { venueId, revision: null, serverTime: 1, payload });
    socket.receive('TRACK_PROCESSING', { venueId: 'another', revision: null, serverTime: 1, payload });
    expect(stages).toEqual(['loudness']);
    connection.close();
  });

  describe('to a server of a newer version', () => {
    const later = { of_tomorrow: { deep: ['unknown'] } };
    const message = (revision: number, payload: object) => ({
      venueId,
      revision,
      serverTime: 2_000,
      payload: { ...payload, ...later },
      ...later,
    });

    it('shows the venue without what this page does not know', async () => {
      const { socket, connection } = setUp();
      const state = stateAt(10);
      const alert = { kind: 'lights_out', severity: 'dark', title: 'Dark', detail: '', raised_at: 1, cleared_at: null };
      socket.answers.set('venue:join', () => ({
        status: 'joined',
        state: { ...state, ...later, nowPlaying: { ...state.nowPlaying, ...later }, alerts: [alert] },
        ...later,
      }));
      connection.open();
      await settle();
      const shown = connection.getSnapshot();
      expect(shown).toMatchObject({ connection: 'online', problem: null });
      expect(shown.state).toEqual({ ...state, alerts: [{ ...alert, severity: 'warning' }] });
      connection.close();
    });

    it('takes the changes that it knows, and passes over messages that it does not', async () => {
      const { socket, connection } = setUp();
      connection.open();
      await settle();
      const joins = (): number => socket.sent.filter((event) => event === 'venue:join').length;
      socket.receive('LIGHTS_UPDATE', message(11, { color: 'red' }));
      const settings = { ...stateAt(11).settings, master_volume: 11 };
      socket.receive('PLAYER_SETTINGS_UPDATE', message(11, settings));
      await settle();
      expect(connection.getSnapshot().state).toMatchObject({ revision: 11, settings });
      expect(joins()).toBe(1);
      connection.close();
    });

    it('comes back to what it missed, messages that it does not know aside', async () => {
      const { socket, connection } = setUp();
      connection.open();
      await settle();
      socket.lose(true);
      const settings = { ...stateAt(12).settings, master_volume: 12 };
      socket.answers.set('venue:join', () => ({
        status: 'resumed',
        revision: 12,
        serverTime: 2_000,
        messages: [
          { type: 'LIGHTS_UPDATE', payload: { color: 'red' } },
          { type: 'PLAYER_SETTINGS_UPDATE', payload: { ...settings, ...later }, ...later },
        ],
        ...later,
      }));
      socket.connect();
      await settle();
      expect(connection.getSnapshot()).toMatchObject({ connection: 'online', state: { revision: 12, settings } });
      connection.close();
    });

    it('reads the answers to its commands', async () => {
      const { socket, connection } = setUp();
      connection.open();
      await settle();
      const { result } = acknowledged(11);
      socket.answers.set('command', () => ({ ok: true, result: { ...result, ...later }, ...later }));
      await expect(connection.command('PLAY')).resolves.toEqual(result);
      connection.close();
    });
  });
});
