import { fileTypeFromBuffer } from 'file-type';
import { DomainError, uploadErrors } from '@djamms/contracts';
import { type Probe } from './audio-tools';

/** A container and codec that every browser's audio element plays (spec, "Sound"). */
export interface AudioType {
  extension: 'mp3' | 'flac' | 'wav' | 'm4a' | 'aac' | 'ogg' | 'opus';
  mime: string;
}

interface KnownType extends AudioType {
  /** In ffmpeg's words. */
  format: string;
  codecs: readonly string[];
}

const pcm = ['pcm_u8', 'pcm_s16le', 'pcm_s24le', 'pcm_s32le', 'pcm_f32le'];
const knownTypes: readonly KnownType[] = [
  { extension: 'mp3', mime: 'audio/mpeg', format: 'mp3', codecs: ['mp3'] },
  { extension: 'flac', mime: 'audio/flac', format: 'flac', codecs: ['flac'] },
  { extension: 'wav', mime: 'audio/wav', format: 'wav', codecs: pcm },
  { extension: 'm4a', mime: 'audio/mp4', format: 'm4a', codecs: ['aac'] },
  { extension: 'aac', mime: 'audio/aac', format: 'aac', codecs: ['aac'] },
  { extension: 'ogg', mime: 'audio/ogg', format: 'ogg', codecs: ['vorbis'] },
  { extension: 'opus', mime: 'audio/ogg', format: 'ogg', codecs: ['opus'] },
];

/** How many bytes from the start the type is decided by. */
export const typeHeadBytes = 4_100;

/** What the file-type library calls the containers above, and the type to go on with. */
const containers: Record<string, AudioType['extension']> = {
  mp3: 'mp3',
  flac: 'flac',
  wav: 'wav',
  m4a: 'm4a',
  m4b: 'm4a',
  f4a: 'm4a',
  mp4: 'm4a',
  aac: 'aac',
  ogg: 'ogg',
  ogx: 'ogg',
  opus: 'opus',
};

export const notAudio = (detail: string): DomainError => new DomainError(uploadErrors.not_audio, detail);
const accepted = 'MP3, FLAC, WAV, AAC (M4A), and Ogg Vorbis or Opus can be played';

/**
 * The container by the first bytes; the name of the file decides nothing.
 * @throws DomainError `not_audio`
 */
export async function typeByBytes(head: Uint8Array): Promise<AudioType> {
  const found = await fileTypeFromBuffer(head);
  const extension = found && containers[found.ext];
  if (!extension) {
    const what = found ? `is ${found.mime}` : 'does not look like audio, whatever its name says';
    throw notAudio(`The file ${what}; ${accepted}.`);
  }
  return typeOf(extension);
}

/**
 * The exact type by container and codec.
 * @throws DomainError `not_audio` for what browsers don't play, e.g. films or ALAC.
 */
export function typeByProbe(probe: Probe): AudioType {
  if (probe.hasVideo) throw notAudio(`The file is a film; ${accepted}.`);
  const known = knownTypes.find(({ format, codecs }) => probe.formats.includes(format) && codecs.includes(probe.codec));
  if (!known)
    throw notAudio(`The file holds ${probe.codec} in ${probe.formats[0] ?? 'an unknown container'}; ${accepted}.`);
  return { extension: known.extension, mime: known.mime };
}

function typeOf(extension: AudioType['extension']): AudioType {
  const known = knownTypes.find((type) => type.extension === extension);
  return { extension, mime: known?.mime ?? 'application/octet-stream' };
}
