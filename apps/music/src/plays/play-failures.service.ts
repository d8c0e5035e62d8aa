import { Injectable } from '@nestjs/common';
import { playerFailed, type PayloadOf } from '@djamms/contracts';
import { OnEvent, type EventContext } from '@djamms/messaging';
import { type EntityManager } from 'typeorm';
import { isBroken } from '../tracks/broken';
import { TrackEntity } from '../tracks/track.entity';
import { TracksService, lock } from '../tracks/tracks.service';

/** Counts how often in a row a track could not be played, and marks it as broken when that is no accident any more. */
@Injectable()
export class PlayFailures {
  constructor(private readonly tracks: TracksService) {}

  @OnEvent(playerFailed)
  async failed({ trackId, venueId }: PayloadOf<typeof playerFailed>, { manager }: EventContext): Promise<void> {
    if (trackId === null) return;
    const track = await lock(manager, trackId);
    if (!track?.isActive || (track.venueId !== null && track.venueId !== venueId)) return;
    await this.count(manager, track, track.playbackFailures + 1);
  }

  /** It was heard to its end: whatever was wrong is over. The track's row is held by the caller. */
  async heard(manager: EntityManager, track: TrackEntity): Promise<void> {
    if (track.isActive && track.playbackFailures > 0) await this.count(manager, track, 0);
  }

  /** Only the mark is a new version of the track: somebody who edits it must not be refused for a count. */
  private async count(manager: EntityManager, track: TrackEntity, failures: number): Promise<void> {
    const before = isBroken(track);
    track.playbackFailures = failures;
    if (isBroken(track) !== before) await this.tracks.saveChanged(manager, track, ['isBroken']);
    else await manager.update(TrackEntity, { id: track.id }, { playbackFailures: failures });
  }
}
