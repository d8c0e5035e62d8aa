import { Injectable } from '@nestjs/common';
import { DomainError, commonErrors, playbackErrors } from '@djamms/contracts';
import { type Call } from '@djamms/messaging';
import { type EntityManager } from 'typeorm';
import { KnownTracks } from '../known-tracks/known-tracks.service';
import { type Song } from './domain/state';
import { findSong } from './store/songs';

/** Finds the track that a person names. */
@Injectable()
export class TrackFinder {
  constructor(private readonly knownTracks: KnownTracks) {}

  /**
   * By its id or its video. Before the transaction: a track of a moment ago is asked for at music.
   * @throws DomainError `invalid_request`, `queue_track_unknown`
   */
  async idOf(venueId: string, named: { trackId?: string; videoId?: string }, call: Call): Promise<string> {
    const { trackId, videoId } = named;
    if (trackId === undefined && videoId === undefined)
      throw new DomainError(commonErrors.invalid_request, 'Name the track by trackId or videoId.');
    if (trackId === undefined) return (await this.knownTracks.byVideo(venueId, videoId ?? '')) ?? refuseUnknown();
    await this.knownTracks.usable(venueId, [trackId], call);
    return trackId;
  }

  /** The song as it is now; its track stays until the end of the transaction. @throws DomainError `queue_track_unknown` */
  async song(manager: EntityManager, venueId: string, trackId: string): Promise<Song> {
    return (await findSong(manager, venueId, trackId)) ?? refuseUnknown();
  }
}

function refuseUnknown(): never {
  throw new DomainError(playbackErrors.queue_track_unknown, 'The venue’s library does not hold this track.');
}
