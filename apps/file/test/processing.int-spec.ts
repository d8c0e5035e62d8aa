import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import {
  audioProcessed,
  audioProgressed,
  type Envelope,
  type PayloadOf,
  type Track,
  trackDeleted,
} from '@djamms/contracts';
import { eventually } from '@djamms/testing';
import { DataSource } from 'typeorm';
import { AudioProcessor } from '../src/processing/audio-processor';
import { StorageDriver } from '../src/storage/storage-driver';
import { realTrack, silence, tone, wav, Workshop } from './audio-vectors';
import { FileSystem } from './file-system';

type Processed = PayloadOf<typeof audioProcessed>;

/** ffmpeg runs at the lowest priority: on a machine that is busy, everybody else comes first. */
const processedPatienceMs = 150_000;

describe('processing', () => {
  let files: FileSystem;
  let workshop: Workshop;

  beforeAll(async () => {
    [files, workshop] = await Promise.all([FileSystem.start(), Workshop.open()]);
  });
  afterAll(() => Promise.all([files.stop(), workshop.close()]));

  const outcomes = (track: Track): Processed[] =>
    files.test.messages.heard(audioProcessed).flatMap(({ payload }) => (payload.trackId === track.id ? [payload] : []));
  const upload = async (path: string): Promise<Track> => {
    const { status, body } = await files.upload(Uint8Array.from(await readFile(path)));
    expect(status).toBe(201);
    return body;
  };
  async function processed(track: Track): Promise<Processed> {
    const before = outcomes(track).length;
    await files.process(track);
    return eventually(() => {
      const outcome = outcomes(track)[before];
      if (!outcome) throw new Error('not processed yet');
      return outcome;
    }, processedPatienceMs);
  }
  const cover = (side: number) => {
    const pixels = Buffer.alloc(side * side * 3);
    for (let i = 0; i < pixels.length; i++) pixels[i] = Math.imul(i, 2654435761) >>> 24;
    return sharp(pixels, { raw: { width: side, height: side, channels: 3 } });
  };

  it('finds out everything about a real track and tells its progress', async () => {
    const track = await upload(realTrack('Nebula'));
    const outcome = await processed(track);
    expect(outcome).toMatchObject({
      fileId: track.fileId,
      venueId: track.venueId,
      tags: { title: 'Nebula', artist: 'Maxstack', album: 'Endgame: Singularity (Advanced Research)', year: 2012 },
      analysis: { duration: 316.8, cueIn: expect.any(Number), bitrate: expect.any(Number) },
      thumbnailUrl: null,
      failures: [],
    });
    expect(outcome.analysis.loudnessLufs).toBeGreaterThan(-40);
    expect(outcome.analysis.truePeakDb).toBeLessThan(6);
    const steps = await eventually(() => {
      const heard = files.test.messages.noticed(audioProgressed).filter(({ trackId }) => trackId === track.id);
      expect(heard.at(-1)?.stage).toBe('done');
      return heard;
    });
    expect([...new Set(steps.map(({ stage }) => stage))]).toEqual(['tags', 'artwork', 'loudness', 'silence', 'done']);
    const shares = steps.map(({ progress }) => progress);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('makes pictures of a 10 MB cover and serves them', async () => {
    const picture = await workshop.write('cover.png', await cover(1900).png({ compressionLevel: 0 }).toBuffer());
    const source = await workshop.write('covered.wav', wav(tone(3)));
    const track = await upload(await workshop.withCover(source, picture, 'covered.mp3'));
    expect(track.fileSize).toBeGreaterThan(10_000_000);
    const { thumbnailUrl, failures } = await processed(track);
    expect(failures).toEqual([]);
    expect(thumbnailUrl).toMatch(new RegExp(`^/media/images/tracks/${track.id}/300\\.jpg\\?v=[0-9a-f]{8}$`));
    for (const size of [150, 300, 600]) {
      const response = await fetch(files.url + (thumbnailUrl ?? '').replace('/300.', `/${size}.`));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('image/jpeg');
      expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      const image = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
      expect(image).toMatchObject({ width: size, height: size, format: 'jpeg' });
    }
  });

  it('cuts the silence that reaches the end, and the one at the start', async () => {
    const track = await upload(
      await workshop.write('gaps.wav', wav(silence(2.5), tone(3), silence(3), tone(2), silence(5))),
    );
    const { analysis } = await processed(track);
    expect(analysis.duration).toBe(15.5);
    expect(analysis.cueIn).toBeCloseTo(2.5, 1);
    expect(analysis.realEndOffset).toBeCloseTo(10.5, 1);
  });

  it('leaves a song playable whose cover is broken, and says what failed', async () => {
    const jpeg = await cover(300).jpeg().toBuffer();
    const picture = await workshop.write('good.jpg', jpeg);
    const source = await workshop.write('broken.wav', wav(tone(4)));
    const whole = await readFile(await workshop.withCover(source, picture, 'broken.mp3'));
    const at = whole.indexOf(jpeg.subarray(-200));
    expect(at).toBeGreaterThan(0);
    whole.fill(0, at - jpeg.length / 2, at + 200);
    const { analysis, thumbnailUrl, failures } = await processed(
      await upload(await workshop.write('broken.mp3', whole)),
    );
    expect(thumbnailUrl).toBeNull();
    expect(failures).toEqual(['The cover could not be used: it is damaged']);
    expect(analysis.duration).toBeCloseTo(4, 0);
  });

  it('plays what is left of a truncated file, and says so', async () => {
    const source = await workshop.write('long.wav', wav(tone(30)));
    const whole = await readFile(await workshop.convert(source, 'long.mp3'));
    const track = await upload(await workshop.write('cut.mp3', whole.subarray(0, whole.length / 2)));
    expect(track.duration).toBeCloseTo(30, 0);
    const { analysis, failures } = await processed(track);
    expect(analysis.duration).toBeCloseTo(15, 0);
    expect(failures).toEqual([expect.stringMatching(/cut off: 1\d of 30 s/)]);
  });

  it.each(['mp3', 'flac', 'm4a', 'aac', 'ogg', 'opus', 'wav'])(
    'finds nothing wrong with a sound %s',
    async (extension) => {
      const source = await workshop.write('sound.wav', wav({ seconds: 3, amplitude: 0.1 + Math.random() / 2 }));
      const codec = extension === 'ogg' ? ['-c:a', 'libvorbis'] : [];
      const path = extension === 'wav' ? source : await workshop.convert(source, `sound.${extension}`, ...codec);
      const { failures, analysis } = await processed(await upload(path));
      expect(failures).toEqual([]);
      expect(analysis.duration).toBeCloseTo(3, 0);
    },
  );

  it('lets a track play unmeasured when the machine fails to the last', async () => {
    const track = await upload(await workshop.write('unlucky.wav', wav(tone(1.9))));
    const processor = files.test.get('file', AudioProcessor);
    const disk = jest
      .spyOn(files.test.get('file', StorageDriver), 'withLocalFile')
      .mockRejectedValue(Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'read' }));
    const job = { trackId: track.id, fileId: track.fileId ?? '', venueId: track.venueId ?? '' };
    const signal = new AbortController().signal;
    const context = { envelope: {} as Envelope, signal };
    try {
      await expect(processor.process(job, { ...context, attempt: 3, lastAttempt: false })).rejects.toThrow('EIO');
      expect(outcomes(track)).toEqual([]);
      await expect(processor.process(job, { ...context, attempt: 4, lastAttempt: true })).rejects.toThrow('EIO');
    } finally {
      disk.mockRestore();
    }
    // Told after whatever was told of the unlucky one.
    await processed(await upload(await workshop.write('lucky.wav', wav(tone(1.6)))));
    expect(outcomes(track)).toMatchObject([{ failures: ['The file could not be processed'] }]);
  });

  it('says so when the file is no longer in storage', async () => {
    const track = await upload(await workshop.write('lost.wav', wav(tone(1.8))));
    await rm(join(files.storageFolder, files.tracks.get(track.id)?.filePath ?? ''));
    expect((await processed(track)).failures).toEqual(['The audio file is missing from storage']);
  });

  it('ends the same when it is done twice', async () => {
    const picture = await workshop.write('twice.jpg', await cover(200).jpeg().toBuffer());
    const source = await workshop.write('twice.wav', wav(tone(2)));
    const track = await upload(await workshop.withCover(source, picture, 'twice.mp3'));
    const first = await processed(track);
    const stored = await files.stored();
    expect(await processed(track)).toEqual(first);
    expect(await files.stored()).toEqual(stored);
    const rows = await files.test.get('file', DataSource).query('SELECT 1 FROM files WHERE track_id = $1', [track.id]);
    expect(rows).toHaveLength(4);
  });

  it('does nothing for a track that was deleted before its turn, and leaves nothing of one deleted later', async () => {
    const picture = await workshop.write('deleted.jpg', await cover(200).jpeg().toBuffer());
    const source = await workshop.write('deleted.wav', wav(tone(2.2)));
    const track = await upload(await workshop.withCover(source, picture, 'deleted.mp3'));
    await processed(track);
    const payload = { trackId: track.id, venueId: track.venueId, fileId: track.fileId, title: track.title };
    await files.test.messages.publish(trackDeleted, payload);
    await eventually(async () => expect((await files.stored()).some((path) => path.includes(track.id))).toBe(false));
    await files.process(track);
    const later = await upload(await workshop.write('later.wav', wav(tone(1.3))));
    await processed(later);
    expect(outcomes(track)).toHaveLength(1);
  });

  it('claims the file of a track whose upload was interrupted after the track was made', async () => {
    const track = await upload(await workshop.write('claimed.wav', wav(tone(1.7))));
    const database = files.test.get('file', DataSource);
    await database.query("UPDATE files SET state = 'stored' WHERE id = $1", [track.fileId]);
    await processed(track);
    expect(await database.query('SELECT state FROM files WHERE id = $1', [track.fileId])).toEqual([
      { state: 'claimed' },
    ]);
  });
});

describe('processing without ffmpeg', () => {
  let files: FileSystem;
  beforeAll(async () => {
    files = await FileSystem.start({
      FFMPEG_PATH: '/nowhere/ffmpeg',
      FFPROBE_PATH: '/nowhere/ffprobe',
      LOG_LEVEL: 'silent',
    });
  });
  afterAll(() => files.stop());

  it('still takes and plays songs, and records that they could not be measured', async () => {
    const { status, body } = await files.upload(Uint8Array.from(await readFile(realTrack('March Thee to Dis'))));
    expect(status).toBe(201);
    expect(body.duration).toBeCloseTo(43.2, 0);
    await files.process(body);
    const outcome = await eventually(() => {
      const found = files.test.messages.heard(audioProcessed)[0];
      if (!found) throw new Error('not processed yet');
      return found.payload;
    });
    expect(outcome.failures).toEqual(['The sound could not be measured: ffmpeg is missing or took too long']);
    expect(outcome.analysis.duration).toBeNull();
    expect(outcome.tags.title).toBe('March Thee to Dis');
    expect((await fetch(files.signedUrl(body.fileId ?? ''))).status).toBe(200);
  });
});
