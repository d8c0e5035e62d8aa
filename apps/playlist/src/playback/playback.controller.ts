import { Controller } from '@nestjs/common';
import {
  addToQueue,
  clearQueue,
  getPlaybackState,
  listQueue,
  removeFromQueue,
  reorderQueue,
  restoreQueue,
  sendCommand,
  updateSetting,
  type InputOf,
  type OutputOf,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requirePermission } from '@djamms/platform';
import { CommandsService } from './commands.service';
import { PlaybackReader } from './playback.reader';
import { QueueService } from './queue.service';
import { UndoService } from './undo.service';

@Controller()
export class PlaybackController {
  constructor(
    private readonly reader: PlaybackReader,
    private readonly commands: CommandsService,
    private readonly queue: QueueService,
    private readonly undo: UndoService,
  ) {}

  @Handle(getPlaybackState)
  state(input: InputOf<typeof getPlaybackState>, call: Call): Promise<OutputOf<typeof getPlaybackState>> {
    // Guests of a venue follow what plays there; their token carries no permissions.
    if (call.identity.kind !== 'guest') requirePermission(call.identity, 'playlists:read');
    return this.reader.state(input.id, call);
  }

  @Handle(sendCommand)
  command(input: InputOf<typeof sendCommand>, call: Call): Promise<OutputOf<typeof sendCommand>> {
    requirePermission(call.identity, 'playlists:write');
    return this.commands.command(input, call);
  }

  @Handle(updateSetting)
  set(input: InputOf<typeof updateSetting>, call: Call): Promise<OutputOf<typeof updateSetting>> {
    requirePermission(call.identity, 'playlists:write');
    return this.commands.set(input, call);
  }

  @Handle(listQueue)
  list(input: InputOf<typeof listQueue>, call: Call): Promise<OutputOf<typeof listQueue>> {
    if (call.identity.kind !== 'guest') requirePermission(call.identity, 'playlists:read');
    return this.reader.queue(input, call);
  }

  @Handle(addToQueue)
  add(input: InputOf<typeof addToQueue>, call: Call): Promise<OutputOf<typeof addToQueue>> {
    requirePermission(call.identity, 'playlists:write');
    return this.queue.add(input, call);
  }

  @Handle(removeFromQueue)
  remove(input: InputOf<typeof removeFromQueue>, call: Call): Promise<OutputOf<typeof removeFromQueue>> {
    requirePermission(call.identity, 'playlists:write');
    return this.queue.remove(input, call);
  }

  @Handle(reorderQueue)
  reorder(input: InputOf<typeof reorderQueue>, call: Call): Promise<OutputOf<typeof reorderQueue>> {
    requirePermission(call.identity, 'playlists:write');
    return this.queue.reorder(input, call);
  }

  @Handle(clearQueue)
  clear(input: InputOf<typeof clearQueue>, call: Call): Promise<OutputOf<typeof clearQueue>> {
    requirePermission(call.identity, 'playlists:write');
    return this.queue.clear(input, call);
  }

  @Handle(restoreQueue)
  restore(input: InputOf<typeof restoreQueue>, call: Call): Promise<OutputOf<typeof restoreQueue>> {
    requirePermission(call.identity, 'playlists:write');
    return this.undo.restore(input, call);
  }
}
