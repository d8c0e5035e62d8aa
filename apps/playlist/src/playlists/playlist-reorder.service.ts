import { Injectable } from '@nestjs/common';
import {
  DomainError,
  commonErrors,
  playlistErrors,
  type InputOf,
  type Playlist,
  type reorderPlaylist,
} from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { type EntityManager } from 'typeorm';
import { PlaylistChanges } from './playlist-changes.service';
import { type PlaylistEntity } from './playlist.entity';
import { PlaylistOrder } from './playlist-order';

/** Changes the order of a playlist: one move, or the whole order at once. */
@Injectable()
export class PlaylistReorder {
  constructor(private readonly changes: PlaylistChanges) {}

  async reorder(input: InputOf<typeof reorderPlaylist>, call: Call): Promise<Playlist> {
    const { id, version, trackIds, from, to } = input;
    return this.changes.change(call, id, version, (manager, playlist) => {
      if (trackIds !== undefined && from === undefined && to === undefined)
        return this.arrange(manager, playlist, trackIds);
      if (trackIds === undefined && from !== undefined && to !== undefined)
        return this.move(manager, playlist, from, to);
      throw new DomainError(
        commonErrors.invalid_request,
        'Give either the whole order as trackIds, or one move as from and to.',
      );
    });
  }

  private async arrange(manager: EntityManager, playlist: PlaylistEntity, trackIds: string[]): Promise<boolean> {
    const distinct = new Set(trackIds).size;
    if (distinct !== trackIds.length || distinct !== playlist.trackCount)
      throw mismatch(`it names ${distinct} different tracks, and the playlist has ${playlist.trackCount}`);
    const moved = await new PlaylistOrder(manager, playlist.id).arrange(trackIds);
    if (moved !== trackIds.length) throw mismatch('it names tracks that are not in the playlist');
    return trackIds.length > 0;
  }

  private async move(manager: EntityManager, playlist: PlaylistEntity, from: number, to: number): Promise<boolean> {
    if (Math.max(from, to) >= playlist.trackCount)
      throw mismatch(`the playlist’s positions go from 0 to ${playlist.trackCount - 1}`);
    if (from === to) return false;
    const order = new PlaylistOrder(manager, playlist.id);
    const trackId = await order.trackAt(from);
    if (trackId === undefined) throw mismatch(`there is no track at position ${from}`);
    const [position] = await order.makeRoom(to, 1, trackId);
    if (position === undefined) throw new RangeError('makeRoom gave no position');
    await order.place(trackId, position);
    return true;
  }
}

const mismatch = (why: string) =>
  new DomainError(playlistErrors.order_mismatch, `The order was not changed: ${why}. Load the playlist again.`);
