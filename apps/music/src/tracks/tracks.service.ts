import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import {
  DomainError,
  processAudio,
  trackCreated,
  trackDeleted,
  trackErrors,
  trackUpdated,
  type InputOf,
  type Track,
  type TrackSummary,
  type createTrack,
  type updateTrack,
} from '@djamms/contracts';
import { Outbox, Transactions, type Call } from '@djamms/messaging';
import { Clock, requirePermission, requireVenue } from '@djamms/platform';
import { In, IsNull, MoreThan, type EntityManager, Repository } from 'typeorm';
import { isBroken } from './broken';
import { requireReadable, requireWritable, trackNotFound } from './track-access';
import { TrackEntity, type EditableField } from './track.entity';
import { summaryColumns, toSummary, toTrack, withinMessage } from './track.mapper';

@Injectable()
export class TracksService {
  constructor(
    @InjectRepository(TrackEntity) private readonly tracks: Repository<TrackEntity>,
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws DomainError `track_not_found`, also for another venue's track */
  async find(id: string, call: Call): Promise<TrackEntity> {
    return requireReadable(call.identity, await this.tracks.findOneBy({ id }));
  }

  /**
   * Adds an uploaded file to the library and puts its analysis on the queue. Asked again with the same id, it gives
   * the track that is already there.
   * @throws DomainError `track_exists` when the venue has this very file, with the track's id and title in `context`
   */
  async create(input: InputOf<typeof createTrack>, call: Call): Promise<Track> {
    requireVenue(call.identity, input.venueId);
    requirePermission(call.identity, 'tracks:write');
    const made = await this.transactions.run(async (manager) => {
      const { typedFields, tags, ...file } = input;
      const now = this.clock.now();
      const inserted = await manager
        .createQueryBuilder()
        .insert()
        .into(TrackEntity)
        .values({ ...file, ...tags, editedFields: typedFields, source: 'file', createdAt: now, updatedAt: now })
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) return this.existing(manager, input, call);
      const created = await manager.findOneByOrFail(TrackEntity, { id: input.id });
      const { id: trackId, venueId, fileId } = input;
      await this.outbox.publish(manager, trackCreated, { track: toSummary(created) }, { venueId, call });
      await this.outbox.enqueue(manager, processAudio, { trackId, fileId, venueId }, { venueId, call });
      return created;
    });
    // Thrown after the commit: what the upload has put right stays right.
    if (made instanceof DomainError) throw made;
    return toTrack(made);
  }

  /**
   * Changes what is given; what is changed here stays as typed when the file is analysed later.
   * @throws DomainError `track_not_found`, `track_changed`
   */
  async update({ id, version, ...change }: InputOf<typeof updateTrack>, call: Call): Promise<Track> {
    requirePermission(call.identity, 'tracks:write');
    const track = await this.transactions.run(async (manager) => {
      const found = requireWritable(call.identity, await lock(manager, id));
      if (version !== undefined && version !== found.version) throw changedMeanwhile(found);
      const fields = changedFields(found, change);
      if (fields.length === 0) return found;
      Object.assign(found, Object.fromEntries(fields.map((field) => [field, change[field]])));
      found.editedFields = [...new Set([...found.editedFields, ...fields])];
      return this.saveChanged(manager, found, fields, { call });
    });
    return toTrack(track);
  }

  /** The row stays, for the history; the file is removed by its owner, who hears of this. */
  async delete(id: string, call: Call): Promise<void> {
    requirePermission(call.identity, 'tracks:delete');
    await this.transactions.run(async (manager) => {
      const track = requireWritable(call.identity, await lock(manager, id));
      const deletedAt = this.clock.now();
      track.version += 1;
      Object.assign(track, { isActive: false, deletedAt, updatedAt: deletedAt });
      await manager.save(track);
      const { venueId, fileId, title } = track;
      await this.outbox.publish(manager, trackDeleted, { trackId: id, venueId, fileId, title }, { venueId, call });
    });
  }

  /** In the order asked for; what the venue does not have is left out. */
  async summaries(venueId: string, ids: string[], call: Call): Promise<TrackSummary[]> {
    requireVenue(call.identity, venueId);
    const found = await this.tracks.findBy([
      { id: In(ids), isActive: true, venueId },
      { id: In(ids), isActive: true, venueId: IsNull() },
    ]);
    const byId = new Map(found.map((track) => [track.id, track]));
    return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []).map(toSummary);
  }

  /** All venues' tracks whose id is greater than `after`, as many as fit into a message and at least one. */
  async export(after: string | undefined, limit: number): Promise<TrackSummary[]> {
    const found = await this.tracks.find({
      select: summaryColumns,
      where: { isActive: true, ...(after ? { id: MoreThan(after) } : {}) },
      order: { id: 'asc' },
      take: limit,
    });
    return withinMessage(found.map(toSummary));
  }

  /** Why nothing was inserted: the call came twice, or the venue has the file. A broken track gets another chance. */
  private async existing(
    manager: EntityManager,
    { id, venueId, sha256 }: InputOf<typeof createTrack>,
    call: Call,
  ): Promise<TrackEntity | DomainError> {
    const found = await manager.findOne(TrackEntity, {
      where: { venueId, sha256, isActive: true },
      lock: { mode: 'pessimistic_write' },
    });
    if (found?.id === id) return found;
    // Deleted just now by somebody else, or an id that is taken: not this caller's track either way.
    if (!found) return trackNotFound();
    if (isBroken(found)) {
      found.playbackFailures = 0;
      await this.saveChanged(manager, found, ['isBroken'], { call });
    }
    return trackExists(found);
  }

  /** Within the caller's transaction: stores the changed track as its next version, and tells of it. */
  async saveChanged(
    manager: EntityManager,
    track: TrackEntity,
    fields: string[],
    options: { call?: Call } = {},
  ): Promise<TrackEntity> {
    track.version += 1;
    track.updatedAt = this.clock.now();
    const saved = await manager.save(track);
    await this.outbox.publish(
      manager,
      trackUpdated,
      { track: toSummary(saved), fields },
      { venueId: saved.venueId, ...options },
    );
    return saved;
  }
}

/** The track's row, held until the transaction ends. */
export const lock = (manager: EntityManager, id: string): Promise<TrackEntity | null> =>
  manager.findOne(TrackEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });

/** The venue has this very file. */
const trackExists = ({ id, title, artist }: TrackEntity): DomainError =>
  new DomainError(trackErrors.track_exists, `“${title}” by ${artist} is this very file.`, {
    context: { trackId: id, title },
  });

function changedFields(
  track: TrackEntity,
  change: Omit<InputOf<typeof updateTrack>, 'id' | 'version'>,
): EditableField[] {
  const fields = Object.keys(change) as EditableField[];
  return fields.filter((field) => change[field] !== undefined && change[field] !== track[field]);
}

const changedMeanwhile = (track: TrackEntity): DomainError =>
  new DomainError(trackErrors.track_changed, 'Somebody changed this track meanwhile. Load it again, then change it.', {
    context: { version: track.version },
  });
