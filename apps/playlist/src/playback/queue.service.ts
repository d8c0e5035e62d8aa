import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  DomainError,
  commonErrors,
  playbackErrors,
  type Acknowledged,
  type InputOf,
  type OutputOf,
  type addToQueue,
  type clearQueue,
  type removeFromQueue,
  type reorderQueue,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { Clock, newId, requireVenue } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { acknowledge } from './acknowledge';
import { type Found } from './domain/input';
import { type Item, type VenueState } from './domain/state';
import { PlaybackService } from './playback.service';
import { findItem } from './store/queue-reader';
import { TrackFinder } from './track-finder';

type AddInput = InputOf<typeof addToQueue>;
type Reference = { itemId?: string; videoId?: string };

/** Changes of the queue by hand. */
@Injectable()
export class QueueService {
  constructor(
    private readonly playback: PlaybackService,
    private readonly tracks: TrackFinder,
    private readonly clock: Clock,
  ) {}

  async add(input: AddInput, call: Call): Promise<OutputOf<typeof addToQueue>> {
    const { venueId, commandId, position, action } = input;
    requireVenue(call.identity, venueId);
    const trackId = await this.tracks.idOf(venueId, input, call);
    const itemId = newId();
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      itemId,
      steered: { action: 'track_queued', detail: { trackId, position: action ?? position } },
      input: async (manager) => {
        const item = await this.newItem(manager, venueId, trackId, itemId, call);
        return { kind: 'add', item, at: position, playNow: action === 'quick' };
      },
    });
    return { ...acknowledge(done, commandId), itemId: done.itemId ?? itemId };
  }

  async remove(input: InputOf<typeof removeFromQueue>, call: Call): Promise<Acknowledged> {
    const { venueId, commandId, itemId, videoId } = input;
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      steered: { action: 'queue_item_removed', detail: { itemId, videoId } },
      input: async (manager, state) => ({ kind: 'remove', found: await find(manager, state, input) }),
    });
    return acknowledge(done, commandId);
  }

  async reorder(input: InputOf<typeof reorderQueue>, call: Call): Promise<Acknowledged> {
    const { venueId, commandId, itemId, videoId, position: to } = input;
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      steered: { action: 'queue_item_moved', detail: { itemId, videoId, to } },
      input: async (manager, state) => ({ kind: 'reorder', found: await find(manager, state, input), to }),
    });
    return acknowledge(done, commandId);
  }

  async clear({ venueId, list, commandId }: InputOf<typeof clearQueue>, call: Call): Promise<Acknowledged> {
    const done = await this.playback.act({
      venueId,
      call,
      commandId,
      steered: { action: 'queue_cleared', detail: { list } },
      input: () => ({ kind: 'clear', list }),
    });
    return acknowledge(done, commandId);
  }

  private async newItem(
    manager: EntityManager,
    venueId: string,
    trackId: string,
    itemId: string,
    call: Call,
  ): Promise<Item> {
    const song = await this.tracks.song(manager, venueId, trackId);
    return {
      itemId,
      song,
      source: 'queue',
      credit: 0,
      isRequest: false,
      requestId: null,
      addedBy: call.identity.kind === 'user' ? call.identity.userId : null,
      addedAt: this.clock.now().getTime(),
      position: null,
      salt: randomInt(2 ** 31),
      placed: null,
    };
  }
}

async function find(manager: EntityManager, state: VenueState, { itemId, videoId }: Reference): Promise<Found> {
  if (itemId === undefined && videoId === undefined)
    throw new DomainError(commonErrors.invalid_request, 'Name the item by itemId or videoId.');
  const found = await findItem(manager, state, { itemId, videoId });
  if (found) return found;
  throw new DomainError(
    playbackErrors.queue_item_not_found,
    'The item is not in the queue any more. It may have been played or removed.',
  );
}
