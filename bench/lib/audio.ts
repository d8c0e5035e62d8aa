import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Stands in the title of a made file, so that copies can be told apart by changing it. */
const mark = 'copy-0000000000000000';
const mp3BytesPerSecond = 40_000;
const wavBytesPerSecond = 176_400;

const inputOf = (seconds: number): string[] => [
  ...['-f', 'lavfi', '-i', `anoisesrc=color=pink:amplitude=0.3:duration=${seconds}:sample_rate=44100`],
  ...['-f', 'lavfi', '-i', `sine=frequency=220:duration=${seconds}:sample_rate=44100`],
  ...['-filter_complex', 'amix=inputs=2,aformat=channel_layouts=stereo'],
];

async function encode(file: string, seconds: number, options: string[]): Promise<string> {
  const title = ['-metadata', `title=${mark}`, '-metadata', 'artist=The Benchmarks'];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...inputOf(seconds), ...title, ...options, `file:${file}`]);
  return file;
}

/** Real audio with tags: MP3 of 320 kbit/s, about so many bytes. */
export const makeMp3 = (folder: string, bytes: number): Promise<string> =>
  encode(join(folder, `bench-${bytes}.mp3`), Math.round(bytes / mp3BytesPerSecond), ['-b:a', '320k']);

/** Real audio with tags: WAV as on a CD, about so many bytes. */
export const makeWav = (folder: string, bytes: number): Promise<string> =>
  encode(join(folder, `bench-${bytes}.wav`), Math.round(bytes / wavBytesPerSecond), []);

export const sizeOf = async (file: string): Promise<number> => (await stat(file)).size;

/** The bytes of a made file with another title: a venue takes the same file only once. */
export async function readCopy(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await readFile(file));
  const at = Buffer.from(bytes.buffer).indexOf(mark);
  if (at < 0) throw new Error(`${file} does not carry the mark`);
  bytes.set(Buffer.from(`copy-${randomBytes(8).toString('hex')}`), at);
  return bytes;
}
