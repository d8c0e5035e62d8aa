import { Module } from '@nestjs/common';
import { Config, ServiceModule } from '@djamms/platform';
import { ArtworkMaker } from './audio/artwork';
import { AudioTools } from './audio/audio-tools';
import { FfmpegTools } from './audio/ffmpeg-tools';
import { TagReader } from './audio/tag-reader';
import { TrackFollower } from './files/track-follower';
import { FilesService } from './files/files.service';
import { OrphanCleanUp } from './files/orphan-cleanup.service';
import { StoredFile } from './files/stored-file.entity';
import { Files1763600000000 } from './migrations/1763600000000-files';
import { AudioExaminer } from './processing/audio-examiner';
import { AudioProcessor } from './processing/audio-processor';
import { createStorage } from './storage/create-storage';
import { StorageDriver } from './storage/storage-driver';
import { StorageHealth } from './storage/storage-health';
import { FileInspector } from './upload/file-inspector';
import { UploadReceiver } from './upload/upload-receiver';
import { UploadService } from './upload/upload.service';

/** Uploads, audio files and artwork: takes them in, examines them, and serves them. */
@Module({
  imports: [ServiceModule.forRoot({ service: 'file', entities: [StoredFile], migrations: [Files1763600000000] })],
  controllers: [OrphanCleanUp],
  providers: [
    { provide: StorageDriver, inject: [Config], useFactory: createStorage },
    { provide: AudioTools, inject: [Config], useFactory: (config: Config) => new FfmpegTools(config) },
    TagReader,
    ArtworkMaker,
    FilesService,
    TrackFollower,
    FileInspector,
    UploadReceiver,
    UploadService,
    AudioExaminer,
    AudioProcessor,
    StorageHealth,
  ],
})
export class FileModule {}
