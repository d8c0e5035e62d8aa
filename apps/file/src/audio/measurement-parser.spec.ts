import { type Measurement } from './audio-tools';
import { MeasurementParser } from './measurement-parser';

const header = `Input #0, wav, from 'file:x.wav':
  Metadata:
    encoder         : Lavf59.27.100
  Duration: 00:00:15.00, bitrate: 1536 kb/s
  Stream #0:0: Audio: pcm_s16le ([1][0][0][0] / 0x0001), 48000 Hz, stereo, s16, 1536 kb/s
Stream mapping:
  Stream #0:0 -> #0:0 (pcm_s16le (native) -> pcm_s16le (native))`;
const summary = (integrated: string, peak: string): string => `size=N/A time=00:00:15.00 bitrate=N/A speed= 332x
video:0kB audio:2812kB subtitle:0kB other streams:0kB global headers:0kB muxing overhead: unknown
[Parsed_ebur128_0 @ 0x561a54262d80] Summary:

  Integrated loudness:
    I:         ${integrated} LUFS
    Threshold: -37.3 LUFS

  Loudness range:
    LRA:         7.8 LU
    Threshold: -48.6 LUFS
    LRA low:   -34.9 LUFS
    LRA high:  -27.1 LUFS

  True peak:
    Peak:      ${peak} dBFS`;
const silence = (start: number, end?: number): string =>
  [`[silencedetect @ 0x561a54263300] silence_start: ${start}`, ...(end === undefined ? [] : [ended(start, end)])].join(
    '\n',
  );
const ended = (start: number, end: number): string =>
  `[silencedetect @ 0x561a54263300] silence_end: ${end} | silence_duration: ${end - start}`;

function parse(duration: number | null, ...log: string[]): Measurement | null {
  const parser = new MeasurementParser();
  for (const line of log.join('\n').split('\n')) parser.readLog(line);
  const progress = duration === null ? 'out_time_us=N/A' : `out_time_us=${duration * 1e6}`;
  for (const line of ['bitrate=N/A', progress, 'progress=end']) parser.readProgress(line);
  return parser.result();
}

describe('MeasurementParser', () => {
  it('reads loudness and true peak', () => {
    expect(parse(15, header, summary('-27.3', '-24.1'))).toEqual({
      duration: 15,
      cueIn: 0,
      realEndOffset: 15,
      loudnessLufs: -27.3,
      truePeakDb: -24.1,
    });
  });

  it('cuts silence at both ends', () => {
    const log = [silence(0, 3.0001), silence(9.99992), summary('-27.3', '-24.1'), ended(9.99992, 15)];
    expect(parse(15, ...log)).toMatchObject({ cueIn: 3, realEndOffset: 10 });
  });

  it('takes a silence that was never ended as one that reaches the end', () => {
    expect(parse(15, silence(9.5), summary('-27.3', '-24.1'))).toMatchObject({ cueIn: 0, realEndOffset: 9.5 });
  });

  it('does not count silence in the middle', () => {
    const log = [silence(4, 8), silence(9, 13), summary('-27.3', '-24.1')];
    expect(parse(15, ...log)).toMatchObject({ cueIn: 0, realEndOffset: 15 });
  });

  it('takes a start before zero as zero', () => {
    expect(parse(15, silence(-0.025, 2.5), summary('-27.3', '-24.1'))).toMatchObject({ cueIn: 2.5 });
  });

  it('knows no loudness for digital silence, and leaves it its length', () => {
    expect(parse(6, silence(0), summary('-70.0', ' -inf'), ended(0, 6))).toEqual({
      duration: 6,
      cueIn: 0,
      realEndOffset: 6,
      loudnessLufs: null,
      truePeakDb: null,
    });
  });

  it.each(['-inf', 'nan', '-nan', 'inf'])('knows no loudness for %s', (value) => {
    expect(parse(6, summary(value, value))).toMatchObject({ loudnessLufs: null, truePeakDb: null });
  });

  it('believes the filters, not tags that look like them', () => {
    const tags = `  Metadata:
    title           : x
                    : [silencedetect @ 0x1] silence_start: 1
                    : [Parsed_ebur128_0 @ 0x1] Summary:
    I:         -1.0 LUFS`;
    expect(parse(15, tags, header, summary('-27.3', '-24.1'))).toMatchObject({
      loudnessLufs: -27.3,
      realEndOffset: 15,
    });
  });

  it('has no result when nothing was decoded, or the end was not reached', () => {
    expect(parse(null, header, summary('-27.3', '-24.1'))).toBeNull();
    expect(parse(0, header, summary('-27.3', '-24.1'))).toBeNull();
    expect(parse(15, header)).toBeNull();
  });
});
