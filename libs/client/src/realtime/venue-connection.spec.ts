import { stateAt, venueId } from '../testing/playback-state';
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
  const connection = new VenueConnection({
    venueId,
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
  return { socket, connection, token, replaced };
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

  it('sends an unanswered command once more under the same id', async () => {
    const { socket, connection } = setUp();
    connection.open();
    await settle();
    const ids: unknown[] = [];
    socket.answers.set('command', (input) => {
      ids.push((input as { commandId: string }).commandId);
      if (ids.length === 1) throw new Error('no acknowledgement');
      return acknowledged(11);
    });
    await expect(connection.command('PLAY')).resolves.toMatchObject({ revision: 11 });
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(ids[1]);
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

  it('refuses commands while offline instead of keeping them for later', async () => {
    const { connection } = setUp();
    await expect(connection.command('PLAY')).rejects.toMatchObject({ code: 'network_unreachable' });
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
});
