import { Injectable } from '@nestjs/common';
import { type InputOf, type OutputOf, type restoreQueue } from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { Clock } from '@djamms/platform';
import { acknowledge } from './acknowledge';
import { PlaybackService } from './playback.service';
import { findRemoved } from './store/removed-items';

/** Takes removals and clearings back. */
@Injectable()
export class UndoService {
  constructor(
    private readonly playback: PlaybackService,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `nothing_to_restore`, `queue_full` */
  async restore(input: InputOf<typeof restoreQueue>, call: Call): Promise<OutputOf<typeof restoreQueue>> {
    const { venueId, revision, commandId } = input;
    let waiting = 0;
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      steered: { action: 'queue_restored', detail: { undone: revision } },
      get restored() {
        return waiting;
      },
      input: async (manager) => {
        const removed = await findRemoved(manager, venueId, revision, this.clock.now().getTime());
        waiting = removed.active + removed.priority;
        return { kind: 'restore', revision, removed };
      },
    });
    return { ...acknowledge(done, commandId), restored: done.restored ?? waiting };
  }
}
