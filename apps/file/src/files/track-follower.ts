import { Injectable } from '@nestjs/common';
import { audioProcessed, type PayloadOf, trackDeleted } from '@djamms/contracts';
import { type EventContext, OnBroadcast, OnEvent } from '@djamms/messaging';
import { FilesService } from './files.service';

/** What becomes of files when their track changes: one replica acts, all of them forget what they knew. */
@Injectable()
export class TrackFollower {
  constructor(private readonly files: FilesService) {}

  /** A track that is gone takes its file and pictures along. */
  @OnEvent(trackDeleted)
  async remove({ trackId }: PayloadOf<typeof trackDeleted>, { manager }: EventContext): Promise<void> {
    await this.files.removeTrack(manager, trackId);
  }

  @OnBroadcast(trackDeleted)
  deleted({ trackId, fileId }: PayloadOf<typeof trackDeleted>): void {
    this.files.markGone(fileId, trackId);
  }

  /** Its pictures may be new. */
  @OnBroadcast(audioProcessed)
  processed({ trackId, fileId }: PayloadOf<typeof audioProcessed>): void {
    this.files.forget(fileId, trackId);
  }
}
