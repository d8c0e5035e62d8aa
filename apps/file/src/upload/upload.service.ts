import { Injectable, Logger } from '@nestjs/common';
import { DomainError, createTrack, getTrackSummaries, getTrack, type Track, TrackTags } from '@djamms/contracts';
import { type Call, Rpc, serviceCall } from '@djamms/messaging';
import { Clock, newId } from '@djamms/platform';
import { completeTags } from '../audio/clean-tags';
import { FilesService } from '../files/files.service';
import { type StoredFile } from '../files/stored-file.entity';
import { StorageDriver } from '../storage/storage-driver';
import { audioKey, parseStorageKey } from '../storage/storage-key';
import { FileInspector, type Inspection } from './file-inspector';
import { type ReceivedFile, toUploadError } from './upload-receiver';

export interface Upload {
  venueId: string;
  received: ReceivedFile;
  /** As the sender's computer named it. */
  fileName: string;
  /** What the uploader typed; it goes before what the file says. */
  typedTags: Partial<TrackTags>;
}

/** Answers after which it is not known whether the track was made. */
const uncertainCodes = new Set(['service_timeout', 'bad_gateway', 'internal_error']);

/** Makes a received file into a track: all of it, or nothing. */
@Injectable()
export class UploadService {
  private readonly logger = new Logger('Upload');

  constructor(
    private readonly storage: StorageDriver,
    private readonly files: FilesService,
    private readonly inspector: FileInspector,
    private readonly rpc: Rpc,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws DomainError `audio_unreadable`, `not_audio`, `storage_full`; and what the music service says, e.g. `track_exists`.
   */
  async accept(upload: Upload, call: Call): Promise<Track> {
    const { key: temporary, type } = upload.received;
    try {
      const inspection = await this.storage.withLocalFile(temporary, (path) => this.inspector.inspect(path, type));
      return await this.store(upload, inspection, call);
    } catch (error) {
      throw toUploadError(error);
    } finally {
      await this.storage.remove(temporary);
    }
  }

  private async store(upload: Upload, inspection: Inspection, call: Call): Promise<Track> {
    const tags = completeTags(upload.typedTags, inspection.tags, upload.fileName);
    const file = this.describe(upload, inspection, tags);
    await this.files.add(file);
    try {
      await this.storage.publish(upload.received.key, parseStorageKey(file.storageKey));
      const track = await this.createTrack(file, inspection, tags, upload.typedTags, call);
      await this.claim(file);
      return track;
    } catch (error) {
      return await this.settle(error, file, call);
    }
  }

  private describe({ venueId, received }: Upload, { type }: Inspection, tags: TrackTags): StoredFile {
    const trackId = newId();
    const createdAt = this.clock.now();
    const { artist, album } = tags;
    return {
      id: newId(),
      venueId,
      trackId,
      kind: 'audio',
      sha256: received.sha256,
      size: received.size,
      mime: type.mime,
      storageKey: audioKey({ trackId, artist, album, extension: type.extension, storedAt: createdAt }),
      state: 'stored',
      createdAt,
    };
  }

  private createTrack(
    file: StoredFile,
    inspection: Inspection,
    tags: TrackTags,
    typed: Partial<TrackTags>,
    call: Call,
  ): Promise<Track> {
    const input = {
      id: file.trackId,
      venueId: file.venueId,
      fileId: file.id,
      filePath: file.storageKey,
      sha256: file.sha256,
      mime: file.mime,
      fileSize: file.size,
      duration: inspection.duration,
      bitrate: inspection.bitrate,
      tags,
      typedFields: TrackTags.keyof().options.filter((name) => typed[name] !== undefined),
    };
    return this.rpc.request(createTrack, input, call);
  }

  /**
   * After a failure: takes the file back when there is no track for it, and only then. When that can't be told, the
   * file stays unclaimed, and the clean-up asks again later.
   */
  private async settle(error: unknown, file: StoredFile, call: Call): Promise<Track> {
    const status = error instanceof DomainError ? error.status : undefined;
    const exists = status !== undefined && status >= 500 ? await this.trackExists(file) : false;
    if (exists === true) {
      await this.claim(file);
      return this.rpc.request(getTrack, { id: file.trackId }, call);
    }
    const isUncertain = error instanceof DomainError && uncertainCodes.has(error.code);
    if (!isUncertain) await this.takeBack(file);
    throw error;
  }

  /** Undefined when nobody can tell. */
  private async trackExists({ trackId, venueId }: StoredFile): Promise<boolean | undefined> {
    try {
      const call = serviceCall('file');
      const { items } = await this.rpc.request(getTrackSummaries, { venueId, ids: [trackId] }, call);
      return items.length > 0;
    } catch {
      return undefined;
    }
  }

  /** The track exists from here on; should this fail, processing or the clean-up claims the file. */
  private async claim(file: StoredFile): Promise<void> {
    await this.files
      .claim(file.id)
      .catch((error: unknown) => this.logger.warn({ err: error, fileId: file.id }, 'Not claimed yet'));
  }

  private async takeBack(file: StoredFile): Promise<void> {
    await this.files.remove(file).catch((error: unknown) => {
      this.logger.warn({ err: error, fileId: file.id }, 'An unused file is left to the clean-up');
    });
  }
}
