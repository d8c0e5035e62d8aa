import { Controller } from '@nestjs/common';
import {
  trackCreated,
  trackDeleted,
  popularityFaded,
  trackPlayed,
  trackUpdated,
  trackVoted,
  venueCreated,
  type PayloadOf,
  type TrackSummary,
} from '@djamms/contracts';
import { OnEvent, type EventContext } from '@djamms/messaging';
import { type EntityManager } from 'typeorm';
import { KnownTracks, type TrackChange } from './known-tracks/known-tracks.service';
import { isAudibleOrVisible, PlaybackLibrary } from './playback/playback-library.service';
import { VenueStore } from './playback/store/venue-store';
import { PlaylistLibrary } from './playlists/playlist-library.service';

/** What this service learns from the others: venues from auth, tracks from music. */
@Controller()
export class NewsController {
  constructor(
    private readonly knownTracks: KnownTracks,
    private readonly playlists: PlaylistLibrary,
    private readonly playback: PlaybackLibrary,
    private readonly venues: VenueStore,
  ) {}

  @OnEvent(venueCreated)
  async onVenueCreated({ venueId }: PayloadOf<typeof venueCreated>, { manager }: EventContext): Promise<void> {
    await this.venues.open(manager, venueId);
  }

  @OnEvent(trackCreated)
  async onTrackCreated({ track }: PayloadOf<typeof trackCreated>, { manager }: EventContext): Promise<void> {
    await this.learn(manager, track);
  }

  @OnEvent(trackUpdated)
  async onTrackUpdated({ track }: PayloadOf<typeof trackUpdated>, { manager }: EventContext): Promise<void> {
    await this.learn(manager, track);
  }

  @OnEvent(trackPlayed)
  async onTrackPlayed(play: PayloadOf<typeof trackPlayed>, { manager }: EventContext): Promise<void> {
    await this.knownTracks.countPlay(manager, play.trackId, play.playCount, play.popularity);
  }

  @OnEvent(popularityFaded)
  async onPopularityFaded({ tracks }: PayloadOf<typeof popularityFaded>, { manager }: EventContext): Promise<void> {
    await this.knownTracks.fade(manager, tracks);
  }

  @OnEvent(trackDeleted)
  async onTrackDeleted({ trackId, venueId }: PayloadOf<typeof trackDeleted>, { manager }: EventContext): Promise<void> {
    if (!(await this.knownTracks.forget(manager, trackId, venueId))) return;
    await this.playlists.dropTrack(manager, trackId);
    await this.playback.dropTrack(manager, trackId, venueId);
  }

  @OnEvent(trackVoted)
  async onTrackVoted(fact: PayloadOf<typeof trackVoted>, { manager }: EventContext): Promise<void> {
    await this.playback.countVotes(manager, fact);
  }

  private async learn(manager: EntityManager, track: TrackSummary): Promise<void> {
    const change = await this.knownTracks.learn(manager, track);
    if (change?.before) await this.passOn(manager, { ...change, before: change.before });
  }

  private async passOn(
    manager: EntityManager,
    { before, after }: TrackChange & { before: TrackSummary },
  ): Promise<void> {
    const longer = after.duration - before.duration;
    if (longer !== 0) await this.playlists.changeDuration(manager, after.id, longer);
    if (isAudibleOrVisible(before, after)) await this.playback.changeTrack(manager, after);
  }
}
