import { Injectable } from '@nestjs/common';
import {
  audioProgressed,
  playbackChanged,
  playlistCreated,
  playlistDeleted,
  playlistUpdated,
  rebuildProgressed,
  trackCreated,
  trackDeleted,
  trackUpdated,
  type PayloadOf,
  type RealtimePayload,
  type RealtimeType,
} from '@djamms/contracts';
import { OnBroadcast, OnNotice } from '@djamms/messaging';
import { RealtimeGateway } from './realtime.gateway';
import { Resume } from './resume/resume.service';
import { playerRoom, venueRoom } from './rooms';
import { tellAdmins } from './tell-venues';

/** Brings what the services tell to the sockets of this replica; every replica does so for its own. */
@Injectable()
export class FanOut {
  constructor(
    private readonly realtime: RealtimeGateway,
    private readonly resume: Resume,
  ) {}

  /** Kept first, sent second, in one go: who joins meanwhile either gets it with the answer or hears it afterwards. */
  @OnBroadcast(playbackChanged)
  playback(change: PayloadOf<typeof playbackChanged>): void {
    this.resume.hear(change);
    const { venueId, revision, serverTime, messages } = change;
    for (const { type, payload } of messages) {
      const room = type === 'PLAYER_COMMAND' ? playerRoom(venueId) : venueRoom(venueId);
      this.realtime.server.to(room).emit(type, { venueId, revision, serverTime, payload });
    }
  }

  @OnBroadcast(playlistCreated)
  playlistCreated(fact: PayloadOf<typeof playlistCreated>): void {
    this.tellPlaylist(fact, false);
  }

  @OnBroadcast(playlistUpdated)
  playlistUpdated(fact: PayloadOf<typeof playlistUpdated>): void {
    this.tellPlaylist(fact, false);
  }

  @OnBroadcast(playlistDeleted)
  playlistDeleted(fact: PayloadOf<typeof playlistDeleted>): void {
    this.tellPlaylist(fact, true);
  }

  @OnBroadcast(trackCreated)
  trackCreated({ track }: PayloadOf<typeof trackCreated>): void {
    if (track.venueId)
      this.tell(track.venueId, 'LIBRARY_UPDATE', { track_id: track.id, version: track.version, deleted: false });
  }

  @OnBroadcast(trackUpdated)
  trackUpdated({ track }: PayloadOf<typeof trackUpdated>): void {
    if (track.venueId)
      this.tell(track.venueId, 'LIBRARY_UPDATE', { track_id: track.id, version: track.version, deleted: false });
  }

  @OnBroadcast(trackDeleted)
  trackDeleted({ trackId, venueId }: PayloadOf<typeof trackDeleted>): void {
    if (venueId) this.tell(venueId, 'LIBRARY_UPDATE', { track_id: trackId, version: null, deleted: true });
  }

  @OnNotice(audioProgressed)
  processing({ venueId, trackId, stage, progress }: PayloadOf<typeof audioProgressed>): void {
    this.tell(venueId, 'TRACK_PROCESSING', { track_id: trackId, stage, progress });
  }

  @OnNotice(rebuildProgressed)
  rebuild({ jobId, kind, done, total }: PayloadOf<typeof rebuildProgressed>): void {
    tellAdmins(this.realtime.server, 'JOB_PROGRESS', { job_id: jobId, kind, done, total });
  }

  private tellPlaylist(fact: PayloadOf<typeof playlistUpdated>, deleted: boolean): void {
    this.tell(fact.venueId, 'PLAYLIST_CONTENT_UPDATE', {
      playlist: { id: fact.playlistId, version: fact.version, deleted },
    });
  }

  /** Outside playback: no revision, no order to keep. */
  private tell<T extends RealtimeType>(venueId: string, type: T, payload: RealtimePayload<T>): void {
    this.realtime.server
      .to(venueRoom(venueId))
      .emit(type, { venueId, revision: null, serverTime: Date.now(), payload });
  }
}
