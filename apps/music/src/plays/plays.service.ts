import { Injectable, Logger } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  trackFinished,
  trackPlayed,
  type InputOf,
  type OutputOf,
  type PayloadOf,
  type listHistory,
  type recordPlay,
} from '@djamms/contracts';
import { OnEvent, Outbox, Transactions, type Call, type EventContext } from '@djamms/messaging';
import { Clock, newId, requirePermission, venueOf } from '@djamms/platform';
import { Repository, type EntityManager } from 'typeorm';
import { requireReadable } from '../tracks/track-access';
import { TrackEntity } from '../tracks/track.entity';
import { lock } from '../tracks/tracks.service';
import { PlayEntity } from './play.entity';
import { PlayFailures } from './play-failures.service';
import { isCounted, withPlay } from './popularity';

type Play = Pick<PlayEntity, 'id' | 'venueId' | 'playedAt' | 'durationPlayed' | 'source'>;

/** History, play counts and popularity: of each play one outcome, however often it is reported. */
@Injectable()
export class PlaysService {
  private readonly logger = new Logger('Plays');

  constructor(
    @InjectRepository(PlayEntity) private readonly plays: Repository<PlayEntity>,
    private readonly failures: PlayFailures,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** A track that was deleted while it played is in the history all the same. */
  @OnEvent(trackFinished)
  async finished(event: PayloadOf<typeof trackFinished>, { manager }: EventContext): Promise<void> {
    if (event.trackId === null) return;
    const track = await lock(manager, event.trackId);
    if (!track || (track.venueId !== null && track.venueId !== event.venueId)) {
      this.logger.warn(`Play ${event.playId} names track ${event.trackId}, which its venue does not have`);
      return;
    }
    if (event.reason === 'ended') await this.failures.heard(manager, track);
    const { playId: id, venueId, durationPlayed, source } = event;
    await this.record(manager, track, { id, venueId, durationPlayed, source, playedAt: new Date(event.startedAt) });
  }

  /** A play that a client reports. @throws DomainError `track_not_found`, `venue_not_found` */
  async report(input: InputOf<typeof recordPlay>, call: Call): Promise<OutputOf<typeof recordPlay>> {
    requirePermission(call.identity, 'tracks:write');
    return this.transactions.run(async (manager) => {
      const track = requireReadable(call.identity, await lock(manager, input.id));
      const venueId = track.venueId ?? venueOf(call.identity, input.venueId);
      const { durationPlayed, source } = input;
      const playedAt = new Date(this.clock.now().getTime() - durationPlayed * 1_000);
      return this.record(manager, track, { id: newId(), venueId, playedAt, durationPlayed, source }, call);
    });
  }

  async history(venueId: string, page: number, pageSize: number): Promise<OutputOf<typeof listHistory>> {
    const [found, total] = await this.plays.findAndCount({
      where: { venueId },
      order: { playedAt: 'desc', id: 'desc' },
      take: pageSize,
      skip: (page - 1) * pageSize,
    });
    const items = found.map(({ venueId: _, ...play }) => ({ ...play, playedAt: play.playedAt.toISOString() }));
    return { items, total, page, pageSize };
  }

  /** The track's row is held, so plays of one track are counted one after the other. */
  private async record(
    manager: EntityManager,
    track: TrackEntity,
    play: Play,
    call?: Call,
  ): Promise<OutputOf<typeof recordPlay>> {
    const counted = isCounted(play, track.duration);
    const { id: trackId, title, artist } = track;
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(PlayEntity)
      .values({ ...play, trackId, title, artist, counted })
      .orIgnore()
      .returning('id')
      .execute();
    if (!counted || (inserted.raw as unknown[]).length === 0) return { counted, playCount: track.playCount };
    Object.assign(track, withPlay(track, play.playedAt));
    track.playCount += 1;
    // Not a new version: somebody who edits the track while it plays must not be refused for that.
    const { playCount, popularity, popularityAt } = track;
    await manager.update(TrackEntity, { id: trackId }, { playCount, popularity, popularityAt });
    const { venueId, durationPlayed } = play;
    const payload = { trackId, venueId, durationPlayed, playCount, popularity };
    await this.outbox.publish(manager, trackPlayed, payload, { venueId, call });
    return { counted, playCount };
  }
}
