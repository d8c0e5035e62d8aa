import { type SongRequest } from '@djamms/contracts';
import { type AskedSong, RequestOutbox } from './request-outbox';

const song: AskedSong = { id: 'one', title: 'One', artist: 'A', duration: 1, thumbnailUrl: null };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const sent: { resolve: (request: SongRequest) => void; reject: (error: Error) => void }[] = [];
  const outbox = new RequestOutbox({
    send: () => new Promise((resolve, reject) => sent.push({ resolve, reject })),
  });
  return { outbox, sent };
}

describe('RequestOutbox', () => {
  it('shows a request as on its way until the server took it', async () => {
    const { outbox, sent } = setUp();
    const asked = outbox.ask(song);
    expect(outbox.getSnapshot().get('one')).toMatchObject({ phase: 'sending' });
    sent[0]?.resolve({ id: 'r' } as SongRequest);
    await expect(asked).resolves.toEqual({ id: 'r' });
    expect(outbox.getSnapshot().size).toBe(0);
  });

  it('asks once for a song that is tapped twice', async () => {
    const { outbox, sent } = setUp();
    void outbox.ask(song);
    void outbox.ask(song);
    await settle();
    expect(sent).toHaveLength(1);
  });

  it('keeps a failed request with its reason until it is tried again or dismissed', async () => {
    const { outbox, sent } = setUp();
    const asked = outbox.ask(song);
    sent[0]?.reject(new Error('no'));
    await asked;
    expect(outbox.getSnapshot().get('one')).toMatchObject({ phase: 'failed', error: { message: 'no' } });
    void outbox.ask(song);
    expect(outbox.getSnapshot().get('one')).toMatchObject({ phase: 'sending' });
    outbox.dismiss('one');
    expect(outbox.getSnapshot().size).toBe(1);
    sent[1]?.reject(new Error('no'));
    await settle();
    outbox.dismiss('one');
    expect(outbox.getSnapshot().size).toBe(0);
  });
});
