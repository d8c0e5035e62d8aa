import { z } from 'zod';
import {
  AudioTools,
  AudioToolUnavailable,
  type MeasureOptions,
  type Measurement,
  type Probe,
  UnreadableAudio,
} from './audio-tools';
import { Limiter } from './limiter';
import { MeasurementParser } from './measurement-parser';
import { ProgramError, runProgram } from './run-program';

export interface FfmpegSettings {
  ffmpegPath: string;
  ffprobePath: string;
}

const probeTimeoutMs = 15_000;
/** ffmpeg decodes about 300 times faster than the sound plays; this is enough for the longest file on a slow machine. */
const measureTimeoutMs = 10 * 60_000;
const maxProbeOutput = 64 * 1024;

/**
 * How every file is opened: local files only, only the containers that the library takes (never a playlist that
 * names other files), and no single block of memory above 256 MB.
 */
const inputOptions = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', 'mp3,flac,wav,mov,aac,ogg'];
const memoryOptions = ['-max_alloc', String(256 * 1024 * 1024)];

const seconds = z.coerce.number().positive().finite().optional().catch(undefined);
const ProbeOutput = z.object({
  streams: z.array(
    z.object({
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      sample_rate: z.coerce.number().optional(),
      channels: z.number().optional(),
      disposition: z.object({ attached_pic: z.number() }).optional(),
    }),
  ),
  format: z.object({ format_name: z.string(), duration: seconds, bit_rate: seconds }),
});
type ProbeOutput = z.infer<typeof ProbeOutput>;

/** ffprobe and ffmpeg as child processes: without a shell, with time limits, few at once, measurements at low priority. */
export class FfmpegTools extends AudioTools {
  private readonly probes = new Limiter(4);
  private readonly measurements = new Limiter(2);

  constructor(private readonly settings: FfmpegSettings) {
    super();
  }

  async probe(path: string, signal?: AbortSignal): Promise<Probe> {
    let output = '';
    const args = [
      ...['-v', 'error', ...memoryOptions, ...inputOptions],
      ...['-show_entries', 'format=format_name,duration,bit_rate'],
      ...['-show_entries', 'stream=codec_type,codec_name,sample_rate,channels:stream_disposition=attached_pic'],
      ...['-of', 'json', '-i', `file:${path}`],
    ];
    const onOutputLine = (line: string): void => {
      if (output.length < maxProbeOutput) output += line;
    };
    await this.probes.run(
      () =>
        translated(() =>
          runProgram(this.settings.ffprobePath, args, { timeoutMs: probeTimeoutMs, signal, onOutputLine }),
        ),
      signal,
    );
    return toProbe(output);
  }

  async measure(path: string, { onProgress, signal }: MeasureOptions = {}): Promise<Measurement> {
    const parser = new MeasurementParser();
    const args = [
      ...['-nostdin', '-hide_banner', '-nostats', '-progress', 'pipe:1', '-stats_period', '0.25', ...memoryOptions],
      ...[...inputOptions, '-threads', '1', '-i', `file:${path}`],
      ...['-map', '0:a:0', '-filter_threads', '1'],
      ...['-af', 'ebur128=peak=true:framelog=verbose,silencedetect=noise=-30dB:d=2'],
      ...['-f', 'null', '-'],
    ];
    const options = {
      timeoutMs: measureTimeoutMs,
      signal,
      inBackground: true,
      onErrorLine: (line: string) => parser.readLog(line),
      onOutputLine: (line: string) => {
        parser.readProgress(line);
        if (line.startsWith('out_time_us=') && parser.position !== null) onProgress?.(parser.position);
      },
    };
    await this.measurements.run(() => translated(() => runProgram(this.settings.ffmpegPath, args, options)), signal);
    const result = parser.result();
    if (!result) throw new UnreadableAudio('nothing could be decoded');
    return result;
  }
}

function toProbe(output: string): Probe {
  const parsed = ProbeOutput.safeParse(parseJson(output));
  if (!parsed.success) throw new UnreadableAudio('the headers could not be read');
  const { streams, format } = parsed.data;
  const audio = streams.find(isAudio);
  if (!audio?.codec_name) throw new UnreadableAudio('there is no sound in it');
  return {
    formats: format.format_name.split(','),
    codec: audio.codec_name,
    hasVideo: streams.some((stream) => stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1),
    duration: format.duration ?? null,
    bitrate: format.bit_rate === undefined ? null : Math.round(format.bit_rate),
  };
}

const isAudio = (stream: ProbeOutput['streams'][number]): boolean =>
  stream.codec_type === 'audio' && (stream.sample_rate ?? 0) > 0 && (stream.channels ?? 0) > 0;

/** A program that ran and said no speaks of the file; one that could not run or finish does not. */
async function translated(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    if (error.failure === 'exit') throw new UnreadableAudio('it can not be decoded');
    throw new AudioToolUnavailable(error.message, error);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
