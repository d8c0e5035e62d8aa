import { Injectable } from '@nestjs/common';
import { type Envelope } from '@djamms/contracts';
import { OnAnyEvent, type EventContext } from '@djamms/messaging';
import { toEntry } from './activity-entry';

/** Writes one entry for every event that is somebody's action; the event's id is the entry's, so never two. */
@Injectable()
export class ActivityRecorder {
  @OnAnyEvent()
  async record(envelope: Envelope, { manager }: EventContext): Promise<void> {
    const entry = toEntry(envelope);
    if (!entry) return;
    const { actor } = entry;
    await manager.query(
      `INSERT INTO activity_log (log_id, event_type, event_data, venue_id, "timestamp",
                                 user_id, username, ip_address, user_agent, session_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
      [
        entry.id,
        entry.eventType,
        JSON.stringify(entry.eventData),
        entry.venueId,
        entry.timestamp,
        actor.userId,
        actor.username,
        actor.ip,
        actor.userAgent,
        actor.sessionId,
      ],
    );
  }
}
