import { Injectable } from '@nestjs/common';
import {
  popularityFaded,
  trackCreated,
  trackDeleted,
  trackPlayed,
  trackUpdated,
  type PayloadOf,
} from '@djamms/contracts';
import { OnEvent, type EventContext } from '@djamms/messaging';
import { Documents } from '../documents/documents.service';

/** Keeps the index up with the library. Events may come late or twice: documents keep the newest. */
@Injectable()
export class IndexUpdates {
  constructor(private readonly documents: Documents) {}

  @OnEvent(trackCreated)
  async created({ track }: PayloadOf<typeof trackCreated>, { manager }: EventContext): Promise<void> {
    await this.documents.put([track], manager);
  }

  @OnEvent(trackUpdated)
  async updated({ track }: PayloadOf<typeof trackUpdated>, { manager }: EventContext): Promise<void> {
    await this.documents.put([track], manager);
  }

  @OnEvent(trackDeleted)
  async deleted(track: PayloadOf<typeof trackDeleted>, { manager }: EventContext): Promise<void> {
    await this.documents.remove(track, manager);
  }

  @OnEvent(trackPlayed)
  async played(play: PayloadOf<typeof trackPlayed>, { manager }: EventContext): Promise<void> {
    await this.documents.rank(play, manager);
  }

  @OnEvent(popularityFaded)
  async faded(news: PayloadOf<typeof popularityFaded>, { manager }: EventContext): Promise<void> {
    await this.documents.fade(news, manager);
  }
}
