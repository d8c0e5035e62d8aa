import { DomainError, type Track, maxUploadBytes, uploadErrors } from '@djamms/contracts';
import { UploadQueue, type UploadWork } from './upload-queue';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const track = (id: string, fields: Partial<Track> = {}): Track => ({
  id,
  venueId: null,
  title: id,
  artist: 'Artist',
  album: null,
  albumArtist: null,
  genre: null,
  duration: 60,
  year: null,
  trackNo: null,
  isrc: null,
  source: 'file',
  videoId: null,
  bitrate: null,
  fileSize: null,
  fileId: null,
  thumbnailUrl: null,
  popularity: 0,
  playCount: 0,
  realEndOffset: null,
  cueIn: null,
  loudnessLufs: null,
  truePeakDb: null,
  bpm: null,
  musicalKey: null,
  processing: 'pending',
  processingError: null,
  playbackFailures: 0,
  isBroken: false,
  createdAt: '2026-11-20T12:00:00.000Z',
  updatedAt: '2026-11-20T12:00:00.000Z',
  version: 1,
  ...fields,
});

const file = (name: string, size = 1_000): File => Object.assign(new File(['x'], name), { size });

function setUp() {
  const sending: { name: string; resolve: (track: Track) => void; reject: (error: unknown) => void }[] = [];
  const later: (() => void)[] = [];
  const known = new Map<string, Track>();
  const work: UploadWork = {
    send: ({ name }) => new Promise((resolve, reject) => sending.push({ name, resolve, reject })),
    getTrack: (id) => Promise.resolve(known.get(id) ?? track(id)),
    onStored: () => undefined,
    later: (run) => later.push(run),
  };
  return { queue: new UploadQueue(work), sending, later, known };
}

/** A `File` whose size is only claimed: nobody needs 50 MB in a test. */
Object.defineProperty(File.prototype, 'size', { writable: true, configurable: true, value: 0 });

describe('UploadQueue', () => {
  it('sends two files at a time, and the next one when one is there', async () => {
    const { queue, sending } = setUp();
    queue.add(['1', '2', '3'].map((name) => file(name)));
    expect(sending.map((entry) => entry.name)).toEqual(['1', '2']);
    sending[0]?.resolve(track('one'));
    await settle();
    expect(sending.map((entry) => entry.name)).toEqual(['1', '2', '3']);
  });

  it('refuses a file over 50 MB without sending it', () => {
    const { queue, sending } = setUp();
    queue.add([file('huge.wav', maxUploadBytes + 1)]);
    expect(sending).toHaveLength(0);
    expect(queue.getSnapshot()[0]).toMatchObject({ phase: 'failed', problem: expect.stringContaining('50 MB') });
  });

  it('follows the processing and ends with what was found', async () => {
    const { queue, sending, later, known } = setUp();
    queue.add([file('song.ogg')]);
    sending[0]?.resolve(track('one'));
    await settle();
    queue.onProgress('one', 'loudness', 0.6);
    expect(queue.getSnapshot()[0]).toMatchObject({ phase: 'processing', stage: 'loudness', progress: 0.6 });
    known.set('one', track('one', { processing: 'ready', loudnessLufs: -9 }));
    queue.onProgress('one', 'done', 1);
    later.at(-1)?.();
    await settle();
    expect(queue.getSnapshot()[0]).toMatchObject({ phase: 'done', track: { loudnessLufs: -9 } });
  });

  it('finds out by itself when the message about the end was lost', async () => {
    const { queue, sending, later, known } = setUp();
    queue.add([file('song.ogg')]);
    sending[0]?.resolve(track('one'));
    await settle();
    known.set('one', track('one', { processing: 'ready' }));
    later[0]?.();
    await settle();
    expect(queue.getSnapshot()[0]?.phase).toBe('done');
  });

  it('shows what the server said, and tries again when asked', async () => {
    const { queue, sending } = setUp();
    queue.add([file('notes.mp3')]);
    sending[0]?.reject(new DomainError(uploadErrors.not_audio, 'This is a text file.'));
    await settle();
    const [upload] = queue.getSnapshot();
    expect(upload).toMatchObject({ phase: 'failed', problem: 'This is a text file.' });
    queue.retry(upload?.id ?? '');
    expect(sending).toHaveLength(2);
  });

  it('goes on with the others when one fails', async () => {
    const { queue, sending } = setUp();
    queue.add(['1', '2', '3'].map((name) => file(name)));
    sending[0]?.reject(new Error('boom'));
    await settle();
    expect(sending.map((entry) => entry.name)).toEqual(['1', '2', '3']);
  });
});
