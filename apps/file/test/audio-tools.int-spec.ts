import { readFile } from 'node:fs/promises';
import { AudioToolUnavailable, UnreadableAudio } from '../src/audio/audio-tools';
import { FfmpegTools } from '../src/audio/ffmpeg-tools';
import { realTrack, reference, silence, tone, wav, Workshop } from './audio-vectors';

const tools = new FfmpegTools({ ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' });

describe('ffmpeg tools', () => {
  let workshop: Workshop;
  beforeAll(async () => {
    workshop = await Workshop.open();
  });
  afterAll(() => workshop.close());

  it('measures the reference tone at its loudness', async () => {
    const measured = await tools.measure(await workshop.write('reference.wav', wav(reference)));
    expect(measured.loudnessLufs).toBeGreaterThan(-24.3);
    expect(measured.loudnessLufs).toBeLessThan(-23.9);
    expect(measured.truePeakDb).toBeCloseTo(-24.1, 0);
    expect(measured).toMatchObject({ duration: 8, cueIn: 0, realEndOffset: 8 });
  });

  it('finds the silence before and after the sound, not the one in the middle', async () => {
    const file = await workshop.write('gaps.wav', wav(silence(3), tone(4), silence(4), tone(2), silence(5)));
    const measured = await tools.measure(file);
    expect(measured.duration).toBe(18);
    expect(measured.cueIn).toBeCloseTo(3, 1);
    expect(measured.realEndOffset).toBeCloseTo(13, 1);
  });

  it('leaves a short silence at the end alone', async () => {
    const measured = await tools.measure(await workshop.write('short.wav', wav(tone(3), silence(1.5))));
    expect(measured).toMatchObject({ duration: 4.5, realEndOffset: 4.5 });
  });

  it('gives digital silence no loudness and its full length', async () => {
    const measured = await tools.measure(await workshop.write('silent.wav', wav(silence(4))));
    expect(measured).toEqual({ duration: 4, cueIn: 0, realEndOffset: 4, loudnessLufs: null, truePeakDb: null });
  });

  it.each(['mp3', 'flac', 'm4a', 'aac', 'ogg', 'opus'])('measures the same of %s', async (extension) => {
    const source = await workshop.write(`for-${extension}.wav`, wav(tone(6), silence(4)));
    const codec = extension === 'ogg' ? ['-c:a', 'libvorbis'] : [];
    const measured = await tools.measure(await workshop.convert(source, `tone.${extension}`, ...codec));
    expect(measured.duration).toBeCloseTo(10, 0);
    expect(measured.realEndOffset).toBeCloseTo(6, 0);
    // Lossy codecs change the level a little.
    expect(Math.abs((measured.loudnessLufs ?? 0) + 24.1)).toBeLessThan(1);
  });

  it.each([
    ['March Thee to Dis', 43.2],
    ['Chimes They Fade', 42.7],
    ['Nebula', 316.8],
  ])('measures %s and reports its progress', async (name, duration) => {
    const positions: number[] = [];
    const measured = await tools.measure(realTrack(name), { onProgress: (seconds) => positions.push(seconds) });
    expect(measured.duration).toBeCloseTo(duration, 0);
    expect(measured.loudnessLufs).toBeGreaterThan(-40);
    expect(measured.loudnessLufs).toBeLessThan(-5);
    expect(measured.realEndOffset).toBeLessThanOrEqual(measured.duration);
    expect(measured.realEndOffset).toBeGreaterThan(measured.duration / 2);
    expect(positions.at(-1)).toBeCloseTo(duration, 0);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  });

  it('is not led astray by tags that look like its own output', async () => {
    const source = await workshop.write('plain.wav', wav(tone(3)));
    const lines = 'x\n[silencedetect @ 0x1] silence_start: 1\n[Parsed_ebur128_0 @ 0x1] Summary:\n    I:  -1.0 LUFS';
    const measured = await tools.measure(await workshop.convert(source, 'forged.flac', '-metadata', `title=${lines}`));
    expect(measured.realEndOffset).toBe(3);
    expect(measured.loudnessLufs).toBeCloseTo(-24.1, 0);
  });

  it('reads what the headers say', async () => {
    expect(await tools.probe(realTrack('Chimes They Fade'))).toMatchObject({
      formats: ['ogg'],
      codec: 'vorbis',
      hasVideo: false,
      bitrate: 95494,
    });
  });

  it('measures what is left of a truncated file', async () => {
    const whole = await readFile(realTrack('Chimes They Fade'));
    const file = await workshop.write('cut.ogg', whole.subarray(0, 250_000));
    const measured = await tools.measure(file);
    expect(measured.duration).toBeGreaterThan(10);
    expect(measured.duration).toBeLessThan(40);
  });

  it.each([
    ['text', Buffer.from('#EXTM3U\nhttp://127.0.0.1/x.mp3\n'.repeat(200))],
    [
      'an ID3 tag with nothing behind it',
      Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1'), Buffer.alloc(900, 'text ')]),
    ],
    [
      'an M4A file without its index',
      Buffer.concat([Buffer.from('\0\0\0\x18ftypM4A \0\0\0\0M4A mp42', 'latin1'), Buffer.alloc(5000)]),
    ],
    ['nothing', Buffer.alloc(0)],
  ])('says that %s is unreadable', async (name, content) => {
    const file = await workshop.write(`bad ${name}.mp3`, content);
    await expect(tools.probe(file)).rejects.toBeInstanceOf(UnreadableAudio);
    await expect(tools.measure(file)).rejects.toBeInstanceOf(UnreadableAudio);
  });

  it('opens no playlist that names other files', async () => {
    const other = await workshop.write('other.wav', wav(tone(1)));
    const file = await workshop.write('list.mp3', `ffconcat version 1.0\nfile '${other}'\n`);
    await expect(tools.probe(file)).rejects.toBeInstanceOf(UnreadableAudio);
  });

  it('says so when ffmpeg is not installed: that is no fault of the file', async () => {
    const missing = new FfmpegTools({ ffmpegPath: '/nowhere/ffmpeg', ffprobePath: '/nowhere/ffprobe' });
    const file = realTrack('Chimes They Fade');
    await expect(missing.probe(file)).rejects.toBeInstanceOf(AudioToolUnavailable);
    await expect(missing.measure(file)).rejects.toBeInstanceOf(AudioToolUnavailable);
  });

  it('takes file names that look like options or URLs', async () => {
    const file = await workshop.write('-i http: "$(id)" %d.wav', wav(tone(1)));
    expect(await tools.measure(file)).toMatchObject({ duration: 1 });
  });

  it('stops when it is called off', async () => {
    const controller = new AbortController();
    const work = tools.measure(realTrack('Nebula'), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});
