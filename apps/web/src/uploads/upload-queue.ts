import { explain, randomId } from '@djamms/client';
import { type ProcessingStage, type Track, maxUploadBytes } from '@djamms/contracts';
import { type z } from 'zod';

export type Stage = z.infer<typeof ProcessingStage>;

export interface Upload {
  id: string;
  name: string;
  /** Bytes. */
  size: number;
  phase: 'waiting' | 'sending' | 'processing' | 'done' | 'failed';
  /** Share of the bytes that were sent, 0 to 1. */
  sent: number;
  stage: Stage;
  /** Share of the processing, 0 to 1. */
  progress: number;
  /** What is known of the track, from the moment it is stored. */
  track: Track | null;
  /** Why it failed, in words that say what to do. */
  problem: string | null;
}

export interface UploadWork {
  send: (file: File, onSent: (share: number) => void, signal: AbortSignal) => Promise<Track>;
  getTrack: (id: string) => Promise<Track>;
  /** A track is in the library, or what is known of it changed. */
  onStored: () => void;
  later: (work: () => void, delayMs: number) => void;
}

/** Files sent at a time: enough to fill the line, few enough to see progress. */
const atOnce = 2;
/** Milliseconds between looks at a track that is being processed, in case a message was lost. */
const lookEvery = 3_000;
const lookSoon = 400;

/** The uploads of this window: sends files two at a time and follows each one until its sound is measured. */
export class UploadQueue {
  private uploads: readonly Upload[] = [];
  private readonly files = new Map<string, File>();
  private readonly aborts = new Map<string, AbortController>();
  private readonly listeners = new Set<() => void>();

  constructor(private readonly work: UploadWork) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): readonly Upload[] => this.uploads;

  add(files: readonly File[]): void {
    const uploads = files.map((file): Upload => {
      const id = randomId();
      this.files.set(id, file);
      const tooLarge = file.size > maxUploadBytes;
      const problem = tooLarge ? 'The file is larger than 50 MB. Use a compressed version, e.g. MP3 or Ogg.' : null;
      const base = {
        id,
        name: file.name,
        size: file.size,
        sent: 0,
        stage: 'queued',
        progress: 0,
        track: null,
      } as const;
      return { ...base, phase: tooLarge ? 'failed' : 'waiting', problem };
    });
    this.publish([...this.uploads, ...uploads]);
    this.sendNext();
  }

  /** Takes an upload out of the list, and stops it if it is still on its way. */
  remove(id: string): void {
    this.aborts.get(id)?.abort();
    this.files.delete(id);
    this.publish(this.uploads.filter((upload) => upload.id !== id));
  }

  retry(id: string): void {
    this.change(id, { phase: 'waiting', sent: 0, problem: null });
    this.sendNext();
  }

  removeFinished(): void {
    this.publish(this.uploads.filter((upload) => upload.phase !== 'done' && upload.phase !== 'failed'));
  }

  /** A step of a track's processing, as the server tells it. */
  onProgress(trackId: string, stage: Stage, progress: number): void {
    const upload = this.uploads.find((entry) => entry.track?.id === trackId && entry.phase === 'processing');
    if (upload === undefined) return;
    this.change(upload.id, { stage, progress: Math.max(upload.progress, progress) });
    if (stage === 'done' || stage === 'failed') this.look(upload.id, lookSoon);
  }

  private sendNext(): void {
    const sending = this.uploads.filter((upload) => upload.phase === 'sending').length;
    const waiting = this.uploads.filter((upload) => upload.phase === 'waiting').slice(0, atOnce - sending);
    for (const upload of waiting) void this.send(upload.id);
  }

  private async send(id: string): Promise<void> {
    const file = this.files.get(id);
    if (file === undefined) return;
    const abort = new AbortController();
    this.aborts.set(id, abort);
    this.change(id, { phase: 'sending' });
    try {
      const track = await this.work.send(file, (sent) => this.change(id, { sent }), abort.signal);
      this.files.delete(id);
      this.settle(id, track);
    } catch (error) {
      this.change(id, { phase: 'failed', problem: explain(error) });
    } finally {
      this.aborts.delete(id);
      this.sendNext();
    }
  }

  /** Shows what is known of a stored track, and looks again until its processing has ended. */
  private settle(id: string, track: Track): void {
    const ended = track.processing === 'ready' || track.processing === 'failed';
    this.change(id, { phase: ended ? 'done' : 'processing', track, sent: 1, problem: track.processingError });
    this.work.onStored();
    if (!ended) this.look(id, lookEvery);
  }

  private look(id: string, delay: number): void {
    this.work.later(() => {
      const upload = this.uploads.find((entry) => entry.id === id);
      if (upload?.phase !== 'processing' || upload.track === null) return;
      this.work.getTrack(upload.track.id).then(
        (track) => this.settle(id, track),
        () => this.look(id, lookEvery),
      );
    }, delay);
  }

  private change(id: string, fields: Partial<Upload>): void {
    this.publish(this.uploads.map((upload) => (upload.id === id ? { ...upload, ...fields } : upload)));
  }

  private publish(uploads: readonly Upload[]): void {
    this.uploads = uploads;
    for (const listener of this.listeners) listener();
  }
}
