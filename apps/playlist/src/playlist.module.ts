import { Module } from '@nestjs/common';
import { ServiceModule } from '@djamms/platform';
import { KnownTracks } from './known-tracks/known-tracks.service';
import { KnownTracks1763600100000 } from './migrations/1763600100000-known-tracks';
import { Playlists1763600200000 } from './migrations/1763600200000-playlists';
import { Playback1763600300000 } from './migrations/1763600300000-playback';
import { SongRequests1763600400000 } from './migrations/1763600400000-song-requests';
import { BrokenTracks1763600500000 } from './migrations/1763600500000-broken-tracks';
import { UndoAndReturn1763600600000 } from './migrations/1763600600000-undo-and-return';
import { Bpm1763600700000 } from './migrations/1763600700000-bpm';
import { NewsController } from './news.controller';
import { CatchUpService } from './playback/catch-up.service';
import { CommandsService } from './playback/commands.service';
import { KioskService } from './playback/kiosk.service';
import { PlaybackController } from './playback/playback.controller';
import { PlaybackLibrary } from './playback/playback-library.service';
import { PlaybackReader } from './playback/playback.reader';
import { PlaybackService } from './playback/playback.service';
import { PlayersController } from './playback/players.controller';
import { PlayersService } from './playback/players.service';
import { QueueService } from './playback/queue.service';
import { RequestsController } from './playback/requests.controller';
import { RequestsReader } from './playback/requests.reader';
import { RequestsService } from './playback/requests.service';
import { UndoService } from './playback/undo.service';
import { VenueStore } from './playback/store/venue-store';
import { TrackFinder } from './playback/track-finder';
import { PlaylistChanges } from './playlists/playlist-changes.service';
import { PlaylistLibrary } from './playlists/playlist-library.service';
import { PlaylistReorder } from './playlists/playlist-reorder.service';
import { PlaylistTracks } from './playlists/playlist-tracks.service';
import { PlaylistEntity } from './playlists/playlist.entity';
import { PlaylistsController } from './playlists/playlists.controller';
import { PlaylistsService } from './playlists/playlists.service';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'playlist',
      entities: [PlaylistEntity],
      migrations: [
        KnownTracks1763600100000,
        Playlists1763600200000,
        Playback1763600300000,
        SongRequests1763600400000,
        BrokenTracks1763600500000,
        UndoAndReturn1763600600000,
        Bpm1763600700000,
      ],
    }),
  ],
  controllers: [PlaylistsController, PlaybackController, PlayersController, RequestsController, NewsController],
  providers: [
    KnownTracks,
    PlaylistsService,
    PlaylistChanges,
    PlaylistTracks,
    PlaylistReorder,
    PlaylistLibrary,
    VenueStore,
    PlaybackService,
    PlaybackReader,
    TrackFinder,
    KioskService,
    RequestsService,
    RequestsReader,
    CommandsService,
    QueueService,
    PlayersService,
    CatchUpService,
    UndoService,
    PlaybackLibrary,
  ],
})
export class PlaylistModule {}
