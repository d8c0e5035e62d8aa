import { type Measurement } from './audio-tools';

/** Below this the gate of EBU R 128 lets nothing through; ffmpeg reports the bound itself for digital silence. */
const absoluteGateLufs = -70;
/** A silence that ends this close to the end reaches it, seconds; one codec frame is up to 0.1 s. */
const endTolerance = 0.15;
/** The same at the start: MP3 and AAC begin with a moment of padding. */
const startTolerance = 0.1;

interface Silence {
  start: number;
  /** Open while the file ends in it. */
  end: number;
}

/**
 * Reads the standard error of ffmpeg with the filters `ebur128` and `silencedetect`, line by line, and the position
 * from its `-progress` output. Only what the filters print at the start of a line counts: tags of the file appear
 * there too, but always indented.
 */
export class MeasurementParser {
  private readonly silences: Silence[] = [];
  private inSummary = false;
  private section = '';
  private decoded: number | null = null;
  private loudness: number | null = null;
  private peak: number | null = null;
  private summaries = 0;

  /** Seconds decoded so far; null before the first report. */
  get position(): number | null {
    return this.decoded;
  }

  readProgress(line: string): void {
    const match = /^out_time_us=(\d+)\s*$/.exec(line);
    if (match) this.decoded = Number(match[1]) / 1_000_000;
  }

  readLog(line: string): void {
    if (line.startsWith('[')) this.readFilterLine(line);
    else if (this.inSummary) this.readSummaryLine(line.trim());
  }

  /** Everything found out, or null when ffmpeg did not get to the end. */
  result(): Measurement | null {
    if (this.decoded === null || this.decoded <= 0 || this.summaries === 0) return null;
    const duration = this.decoded;
    const audible = this.loudness !== null && this.loudness > absoluteGateLufs;
    return {
      duration: round(duration),
      ...this.bounds(duration),
      loudnessLufs: audible ? this.loudness : null,
      truePeakDb: this.peak,
    };
  }

  private readFilterLine(line: string): void {
    this.inSummary = /^\[Parsed_ebur128_\d+ @ [^\]]*\] Summary:/.test(line);
    if (this.inSummary) {
      this.summaries++;
      return;
    }
    const silence = /^\[silencedetect @ [^\]]*\] silence_(start|end): (-?[\d.]+)/.exec(line);
    if (!silence) return;
    const seconds = Math.max(0, Number(silence[2]));
    const current = this.silences.at(-1);
    if (silence[1] === 'start') this.silences.push({ start: seconds, end: Infinity });
    else if (current) current.end = seconds;
  }

  private readSummaryLine(line: string): void {
    if (line.endsWith(':')) this.section = line;
    const value = /^(I|Peak):\s+(-?(?:\d+(?:\.\d+)?|inf|nan)) (?:LUFS|dBFS)$/.exec(line);
    if (!value) return;
    const number = Number(value[2]);
    const finite = Number.isFinite(number) ? number : null;
    if (value[1] === 'I' && this.section === 'Integrated loudness:') this.loudness = finite;
    if (value[1] === 'Peak' && this.section === 'True peak:') this.peak = finite;
  }

  /** A file that is silent all over has no sound to cut to: it keeps its full length. */
  private bounds(duration: number): Pick<Measurement, 'cueIn' | 'realEndOffset'> {
    const leading = this.silences.find((silence) => silence.start <= startTolerance);
    const trailing = this.silences.find((silence) => silence.end >= duration - endTolerance);
    if (leading && leading === trailing) return { cueIn: 0, realEndOffset: round(duration) };
    return {
      cueIn: round(Math.min(leading?.end ?? 0, duration)),
      realEndOffset: round(Math.min(trailing?.start ?? duration, duration)),
    };
  }
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
