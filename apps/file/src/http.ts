import { type INestApplicationContext } from '@nestjs/common';
import { type FastifyInstance } from 'fastify';
import { CallSigner, Config, MediaSigner } from '@djamms/platform';
import { FilesService } from './files/files.service';
import { type MediaDependencies, mediaPlugin } from './media/media.plugin';
import { StorageDriver } from './storage/storage-driver';
import { type UploadDependencies, uploadPlugin } from './upload/upload.plugin';
import { UploadReceiver } from './upload/upload-receiver';
import { UploadService } from './upload/upload.service';

/**
 * Mounts uploads and media of the file service `app` on an HTTP server: its own, or the gateway's where all services
 * share one process.
 */
export async function registerFileHttp(fastify: FastifyInstance, app: INestApplicationContext): Promise<void> {
  const media: MediaDependencies = {
    files: app.get(FilesService),
    storage: app.get(StorageDriver),
    signer: app.get(MediaSigner),
    sharedCaching: app.get(Config).cdnBaseUrl !== undefined,
  };
  const uploads: UploadDependencies = {
    calls: app.get(CallSigner),
    receiver: app.get(UploadReceiver),
    uploads: app.get(UploadService),
  };
  await fastify.register(mediaPlugin, media);
  await fastify.register(uploadPlugin, uploads);
}
