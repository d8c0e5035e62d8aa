import { Module } from '@nestjs/common';
import { ServiceModule } from '@djamms/platform';
import { CatalogController } from './catalog/catalog.controller';
import { CatalogService } from './catalog/catalog.service';
import { Library1763600100000 } from './migrations/1763600100000-library';
import { PlaybackFailures1763600400000 } from './migrations/1763600400000-playback-failures';
import { PlayEntity } from './plays/play.entity';
import { PlayFailures } from './plays/play-failures.service';
import { PlaysController } from './plays/plays.controller';
import { PlaysService } from './plays/plays.service';
import { PopularityFading } from './plays/popularity-fading.controller';
import { FadingPopularity1763600600000 } from './migrations/1763600600000-fading-popularity';
import { Votes1763600500000 } from './migrations/1763600500000-votes';
import { TrackListService } from './tracks/track-list.service';
import { TrackProcessingService } from './tracks/track-processing.service';
import { TrackEntity } from './tracks/track.entity';
import { TracksController } from './tracks/tracks.controller';
import { TracksService } from './tracks/tracks.service';
import { VotesController } from './votes/votes.controller';
import { VotesService } from './votes/votes.service';

@Module({
  imports: [
    ServiceModule.forRoot({
      service: 'music',
      entities: [TrackEntity, PlayEntity],
      migrations: [
        Library1763600100000,
        PlaybackFailures1763600400000,
        Votes1763600500000,
        FadingPopularity1763600600000,
      ],
    }),
  ],
  controllers: [TracksController, PlaysController, CatalogController, VotesController, PopularityFading],
  providers: [
    TracksService,
    TrackListService,
    TrackProcessingService,
    PlaysService,
    PlayFailures,
    CatalogService,
    VotesService,
  ],
})
export class MusicModule {}
