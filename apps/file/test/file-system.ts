import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createTrack,
  DomainError,
  getTrack,
  getTrackSummaries,
  type Identity,
  type InputOf,
  processAudio,
  type Track,
  trackErrors,
} from '@djamms/contracts';
import { callFor } from '@djamms/messaging';
import { CallSigner, MediaSigner } from '@djamms/platform';
import {
  encodeForm,
  type FormPart,
  longestAnswerMs,
  ownerIdentity,
  startTestSystem,
  type TestSystem,
} from '@djamms/testing';
import { fileService } from '../src/service';

type NewTrack = InputOf<typeof createTrack>;
type Answer = (input: NewTrack) => void | Promise<void>;

export interface UploadOptions {
  name?: string;
  fields?: Record<string, string>;
  /** After the file instead of before it. */
  lateFields?: Record<string, string>;
  identity?: Identity;
  query?: string;
  headers?: Record<string, string>;
}

export interface UploadAnswer {
  status: number;
  headers: Headers;
  body: Track & { code: string; detail: string; errors?: { path: string }[]; context?: Record<string, unknown> };
}

/** The file service alone, with a music service that is only played. */
export class FileSystem {
  readonly owner = ownerIdentity();
  /** Tracks that the music service made. */
  readonly tracks = new Map<string, NewTrack>();
  /** Runs before a track is made; what it throws is music's answer. */
  onCreate: Answer = () => undefined;
  /** Runs after a track was made; what it throws is music's answer. */
  afterCreate: Answer = () => undefined;
  private system!: TestSystem;

  /** @param env for the service, beside what every one needs */
  static async start(env: Record<string, string> = {}): Promise<FileSystem> {
    const files = new FileSystem();
    files.system = await startTestSystem({
      services: [fileService],
      env,
      prepare: async (tap) => {
        await tap.fake(createTrack, (input) => files.create(input));
        await tap.fake(getTrack, ({ id }) => files.track(id));
        await tap.fake(getTrackSummaries, ({ ids }) => ({
          items: ids.filter((id) => files.tracks.has(id)).map((id) => files.track(id)),
        }));
      },
    });
    return files;
  }

  get test(): TestSystem {
    return this.system;
  }

  get url(): string {
    return this.system.url('file');
  }

  get storageFolder(): string {
    return join(this.system.place.folder, 'storage');
  }

  stop(): Promise<void> {
    return this.system.stop();
  }

  /** The paths of everything in storage, sorted. */
  async stored(): Promise<string[]> {
    const entries = await readdir(this.storageFolder, { recursive: true, withFileTypes: true }).catch(() => []);
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.storageFolder.length + 1))
      .sort();
  }

  signedCall(identity: Identity = this.owner): string {
    return this.system.get('file', CallSigner).sign(callFor(identity));
  }

  signedUrl(fileId: string): string {
    return this.url + this.system.get('file', MediaSigner).sign(`/media/audio/${fileId}`, 60).url;
  }

  async upload(content: Uint8Array, options: UploadOptions = {}): Promise<UploadAnswer> {
    const file = { name: 'file', content, fileName: options.name ?? 'song.mp3' };
    return this.postForm([...textParts(options.fields), file, ...textParts(options.lateFields)], options);
  }

  async postForm(parts: readonly FormPart[], options: UploadOptions = {}): Promise<UploadAnswer> {
    const { body, contentType } = encodeForm(parts);
    return this.post(body, { ...options, headers: { 'content-type': contentType, ...options.headers } });
  }

  async post(body: string | Uint8Array<ArrayBuffer>, options: UploadOptions = {}): Promise<UploadAnswer> {
    const headers = { [CallSigner.header]: this.signedCall(options.identity), ...options.headers };
    const signal = AbortSignal.timeout(longestAnswerMs);
    const url = `${this.url}/media/uploads${options.query ?? ''}`;
    const response = await fetch(url, { method: 'POST', body, headers, signal });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as UploadAnswer['body'],
    };
  }

  /** Puts the analysis of an uploaded track on the queue, as the music service does. */
  async process(track: Track): Promise<void> {
    const { id: trackId, fileId, venueId } = track;
    if (fileId === null || venueId === null) throw new Error('not an uploaded track');
    await this.system.messages.enqueue(processAudio, { trackId, fileId, venueId }, { venueId });
  }

  private async create(input: NewTrack): Promise<Track> {
    await this.onCreate(input);
    const twin = [...this.tracks.values()].find(
      ({ venueId, sha256 }) => venueId === input.venueId && sha256 === input.sha256,
    );
    if (twin)
      throw new DomainError(trackErrors.track_exists, 'It is there already.', { context: { trackId: twin.id } });
    this.tracks.set(input.id, input);
    await this.afterCreate(input);
    return this.track(input.id);
  }

  private track(id: string): Track {
    const input = this.tracks.get(id);
    if (!input) throw new DomainError(trackErrors.track_not_found, 'There is no such track.');
    const { tags, venueId, fileId, fileSize, duration, bitrate } = input;
    const now = new Date().toISOString();
    const unknown = {
      videoId: null,
      thumbnailUrl: null,
      realEndOffset: null,
      cueIn: null,
      loudnessLufs: null,
      truePeakDb: null,
    };
    return {
      ...{ id, venueId, fileId, fileSize, duration, bitrate, ...tags, ...unknown },
      ...{ source: 'file', bpm: null, musicalKey: null, popularity: 0, playCount: 0 },
      ...{ playbackFailures: 0, isBroken: false },
      ...{ processing: 'pending', processingError: null, createdAt: now, updatedAt: now, version: 1 },
    };
  }
}

const textParts = (fields: Record<string, string> = {}): FormPart[] =>
  Object.entries(fields).map(([name, content]) => ({ name, content }));
