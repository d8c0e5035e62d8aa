import { Injectable } from '@nestjs/common';
import { type PayloadOf, trackDeleted } from '@djamms/contracts';
import { type EventContext, OnEvent } from '@djamms/messaging';
import { FilesService } from './files.service';

/** A track that is gone takes its file and pictures along. */
@Injectable()
export class DeletedTracks {
  constructor(private readonly files: FilesService) {}

  @OnEvent(trackDeleted)
  async remove({ trackId }: PayloadOf<typeof trackDeleted>, { manager }: EventContext): Promise<void> {
    await this.files.removeTrack(manager, trackId);
  }
}
