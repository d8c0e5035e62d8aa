import { Injectable } from '@nestjs/common';
import { trackCreated, trackDeleted, trackPlayed, trackUpdated, type PayloadOf } from '@djamms/contracts';
import { OnEvent, type EventContext } from '@djamms/messaging';
import { SearchEngine } from '../engine/search-engine';

/** Keeps the index up with the library. Events may come late or twice: the engine keeps the newest. */
@Injectable()
export class IndexUpdates {
  constructor(private readonly engine: SearchEngine) {}

  @OnEvent(trackCreated)
  async created({ track }: PayloadOf<typeof trackCreated>, { manager }: EventContext): Promise<void> {
    await this.engine.index([track], manager);
  }

  @OnEvent(trackUpdated)
  async updated({ track }: PayloadOf<typeof trackUpdated>, { manager }: EventContext): Promise<void> {
    await this.engine.index([track], manager);
  }

  @OnEvent(trackDeleted)
  async deleted(track: PayloadOf<typeof trackDeleted>, { manager }: EventContext): Promise<void> {
    await this.engine.remove(track, manager);
  }

  @OnEvent(trackPlayed)
  async played(play: PayloadOf<typeof trackPlayed>, { manager }: EventContext): Promise<void> {
    await this.engine.rank(play, manager);
  }
}
