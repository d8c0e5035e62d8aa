import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sampleRate = 48_000;

/** Part of a test signal; an amplitude of 0 is digital silence. */
export interface Segment {
  seconds: number;
  /** Peak, 1 is full scale. */
  amplitude: number;
}

/** A 997 Hz sine at −24.1 dBFS reads −24.1 LUFS in stereo (EBU Tech 3341 uses such tones). */
export const reference: Segment = { seconds: 8, amplitude: 10 ** (-24.1 / 20) };
export const silence = (seconds: number): Segment => ({ seconds, amplitude: 0 });
export const tone = (seconds: number): Segment => ({ ...reference, seconds });

/** A stereo WAV file, 48 kHz, 16 bit, of sine tones at 997 Hz. */
export function wav(...segments: Segment[]): Buffer<ArrayBuffer> {
  const frames = segments.reduce((sum, segment) => sum + Math.round(segment.seconds * sampleRate), 0);
  const file = Buffer.alloc(44 + frames * 4);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + frames * 4, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  for (const [offset, value] of [
    [16, 16],
    [24, sampleRate],
    [28, sampleRate * 4],
    [40, frames * 4],
  ] as const) {
    file.writeUInt32LE(value, offset);
  }
  for (const [offset, value] of [
    [20, 1],
    [22, 2],
    [32, 4],
    [34, 16],
  ] as const)
    file.writeUInt16LE(value, offset);
  file.write('data', 36, 'latin1');
  let frame = 0;
  for (const { seconds, amplitude } of segments) {
    for (let n = Math.round(seconds * sampleRate); n > 0; n--, frame++) {
      const sample = Math.round(Math.sin((2 * Math.PI * 997 * frame) / sampleRate) * amplitude * 32_767);
      file.writeInt16LE(sample, 44 + frame * 4);
      file.writeInt16LE(sample, 46 + frame * 4);
    }
  }
  return file;
}

/** A short tone that differs every time: the same file twice is a duplicate. */
export const unlike = (seconds = 1) => wav({ seconds, amplitude: 0.1 + Math.random() / 2 });

/** A folder for the files of one test file. */
export class Workshop {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Workshop> {
    return new Workshop(await mkdtemp(join(tmpdir(), 'djamms-audio-')));
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  async write(name: string, content: Uint8Array | string): Promise<string> {
    const path = join(this.folder, name);
    await writeFile(path, content);
    return path;
  }

  /** What ffmpeg makes of a file; the extension of `name` decides the format. */
  async convert(source: string, name: string, ...options: string[]): Promise<string> {
    const path = join(this.folder, name);
    await run('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-i', `file:${source}`, ...options, `file:${path}`]);
    return path;
  }

  /** An MP3 with an embedded front cover. */
  async withCover(source: string, picture: string, name: string): Promise<string> {
    const cover = [
      '-i',
      `file:${picture}`,
      '-map',
      '0:a',
      '-map',
      '1:v',
      '-c:v',
      'copy',
      '-disposition:v',
      'attached_pic',
    ];
    return this.convert(source, name, ...cover);
  }
}

/** One of the real tracks. */
export const realTrack = (name: string): string => resolve(__dirname, '../../../test/fixtures/music', `${name}.ogg`);
