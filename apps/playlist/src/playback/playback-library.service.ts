import { Injectable } from '@nestjs/common';
import { type PayloadOf, type TrackSummary, type trackVoted } from '@djamms/contracts';
import { serviceCall } from '@djamms/messaging';
import { type EntityManager } from 'typeorm';
import { rows } from '../sql';
import { type Song } from './domain/state';
import { PlaybackService } from './playback.service';
import { countTrack } from './store/queue-reader';
import { findOfTrack } from './store/request-reader';
import { openSql } from './store/request-rows';
import { VenueStore } from './store/venue-store';
import { learnVotes } from './store/votes';

/** Keeps queues and decks in step with the library. */
@Injectable()
export class PlaybackLibrary {
  constructor(
    private readonly playback: PlaybackService,
    private readonly venues: VenueStore,
  ) {}

  async dropTrack(manager: EntityManager, trackId: string, ownVenueId: string | null): Promise<void> {
    for (const venueId of await this.venuesWithTrack(manager, trackId, ownVenueId)) {
      await this.playback.actIn(manager, {
        venueId,
        call: serviceCall('playlist'),
        input: async (_, state) => {
          const removed = await countTrack(manager, state, trackId);
          const open = await findOfTrack(manager, venueId, trackId);
          const requests = open.filter(({ status }) => status !== 'playing');
          await rows(manager, `DELETE FROM queue_items WHERE venue_id = $1 AND track_id = $2`, [venueId, trackId]);
          return { kind: 'track_gone', trackId, removed, requests };
        },
      });
    }
  }

  async changeTrack(manager: EntityManager, track: TrackSummary): Promise<void> {
    const song = songOf(track);
    for (const venueId of await this.venuesWithTrack(manager, track.id, track.venueId)) {
      await this.playback.actIn(manager, {
        venueId,
        call: serviceCall('playlist'),
        input: async (_, state) => {
          const { active, priority } = await countTrack(manager, state, track.id);
          const requestIds = (await findOfTrack(manager, venueId, track.id)).map(({ id }) => id);
          return { kind: 'track_changed', song, isQueued: active + priority > 0, requestIds };
        },
      });
    }
  }

  /** A like shows at once where its track plays. Under the venue's lock, so that none is missed as a song comes on. */
  async countVotes(manager: EntityManager, fact: PayloadOf<typeof trackVoted>): Promise<void> {
    const { venueId, trackId } = fact;
    await this.venues.open(manager, venueId);
    await this.playback.actIn(manager, {
      venueId,
      call: serviceCall('playlist'),
      input: async () => ((await learnVotes(manager, fact)) ? { kind: 'voted', trackId } : { kind: 'nothing' }),
    });
  }

  /** Only a track that all venues share makes this look at all decks. */
  private async venuesWithTrack(manager: EntityManager, trackId: string, ownVenueId: string | null): Promise<string[]> {
    const found = await rows<{ venueId: string }>(
      manager,
      `SELECT venue_id AS "venueId" FROM queue_items WHERE track_id = $1
       UNION SELECT venue_id FROM song_requests WHERE track_id = $1 AND ${openSql}
       UNION SELECT venue_id FROM venue_playback
       WHERE now_playing -> 'item' -> 'song' ->> 'trackId' = $1::text AND ($2::uuid IS NULL OR venue_id = $2)
       ORDER BY 1`,
      [trackId, ownVenueId],
    );
    return found.map(({ venueId }) => venueId);
  }
}

/** Whether windows or the player would notice; a play count is nothing to them. */
export const isAudibleOrVisible = (before: TrackSummary, after: TrackSummary): boolean =>
  JSON.stringify(songOf(before)) !== JSON.stringify(songOf(after));

const songOf = (track: TrackSummary): Song => ({
  trackId: track.id,
  videoId: track.videoId,
  title: track.title,
  artist: track.artist,
  duration: track.duration,
  thumbnail: track.thumbnailUrl,
  realEndOffset: track.realEndOffset,
  cueIn: track.cueIn,
  loudnessLufs: track.loudnessLufs,
  truePeakDb: track.truePeakDb,
});
