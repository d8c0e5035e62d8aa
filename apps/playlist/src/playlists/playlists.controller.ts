import { Controller } from '@nestjs/common';
import {
  addPlaylistTracks,
  createPlaylist,
  deletePlaylist,
  getPlaylist,
  listPlaylistTracks,
  listPlaylists,
  removePlaylistTrack,
  reorderPlaylist,
  updatePlaylist,
  type InputOf,
  type OutputOf,
} from '@djamms/contracts';
import { Handle, type Call } from '@djamms/messaging';
import { requirePermission } from '@djamms/platform';
import { PlaylistReorder } from './playlist-reorder.service';
import { PlaylistTracks } from './playlist-tracks.service';
import { PlaylistsService } from './playlists.service';

@Controller()
export class PlaylistsController {
  constructor(
    private readonly playlists: PlaylistsService,
    private readonly tracks: PlaylistTracks,
    private readonly order: PlaylistReorder,
  ) {}

  @Handle(listPlaylists)
  list(input: InputOf<typeof listPlaylists>, call: Call): Promise<OutputOf<typeof listPlaylists>> {
    requirePermission(call.identity, 'playlists:read');
    return this.playlists.list(input, call);
  }

  @Handle(createPlaylist)
  create(input: InputOf<typeof createPlaylist>, call: Call): Promise<OutputOf<typeof createPlaylist>> {
    requirePermission(call.identity, 'playlists:write');
    return this.playlists.create(input, call);
  }

  @Handle(getPlaylist)
  get(input: InputOf<typeof getPlaylist>, call: Call): Promise<OutputOf<typeof getPlaylist>> {
    requirePermission(call.identity, 'playlists:read');
    return this.playlists.get(input, call);
  }

  @Handle(updatePlaylist)
  update(input: InputOf<typeof updatePlaylist>, call: Call): Promise<OutputOf<typeof updatePlaylist>> {
    requirePermission(call.identity, 'playlists:write');
    return this.playlists.update(input, call);
  }

  @Handle(deletePlaylist)
  delete(input: InputOf<typeof deletePlaylist>, call: Call): Promise<OutputOf<typeof deletePlaylist>> {
    requirePermission(call.identity, 'playlists:delete');
    return this.playlists.delete(input, call);
  }

  @Handle(listPlaylistTracks)
  listTracks(input: InputOf<typeof listPlaylistTracks>, call: Call): Promise<OutputOf<typeof listPlaylistTracks>> {
    requirePermission(call.identity, 'playlists:read');
    return this.tracks.list(input, call);
  }

  @Handle(addPlaylistTracks)
  addTracks(input: InputOf<typeof addPlaylistTracks>, call: Call): Promise<OutputOf<typeof addPlaylistTracks>> {
    requirePermission(call.identity, 'playlists:write');
    return this.tracks.add(input, call);
  }

  @Handle(removePlaylistTrack)
  removeTrack(input: InputOf<typeof removePlaylistTrack>, call: Call): Promise<OutputOf<typeof removePlaylistTrack>> {
    requirePermission(call.identity, 'playlists:write');
    return this.tracks.remove(input, call);
  }

  @Handle(reorderPlaylist)
  reorder(input: InputOf<typeof reorderPlaylist>, call: Call): Promise<OutputOf<typeof reorderPlaylist>> {
    requirePermission(call.identity, 'playlists:write');
    return this.order.reorder(input, call);
  }
}
