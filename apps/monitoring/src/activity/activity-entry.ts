import { allEvents, playbackSteered, type Envelope } from '@djamms/contracts';
import { cleanData, cleanText } from './clean-data';

/** A row of the log, in the order of its columns. */
export interface NewEntry {
  id: string;
  eventType: string;
  eventData: Record<string, unknown>;
  venueId: string | null;
  timestamp: string;
  actor: Envelope['actor'];
}

const maxTypeLength = 60;
const contracts = new Map(allEvents.map((contract) => [contract.subject as string, contract]));

/**
 * What the log keeps of an event; undefined for events that are nobody's action. Only fields that the event's
 * contract names get in. @throws ZodError when the payload is not what its contract says
 */
export function toEntry(envelope: Envelope): NewEntry | undefined {
  const contract = contracts.get(envelope.subject);
  if (!contract?.activity) return undefined;
  const data = cleanData(contract.payload.parse(envelope.payload));
  return {
    id: envelope.id,
    eventType: activityName(contract.activity, envelope),
    eventData: isRecord(data) ? data : { value: data },
    venueId: envelope.venueId,
    timestamp: envelope.occurredAt,
    actor: {
      ...envelope.actor,
      username: envelope.actor.username && cleanText(envelope.actor.username),
      ip: envelope.actor.ip && cleanText(envelope.actor.ip),
      userAgent: envelope.actor.userAgent && cleanText(envelope.actor.userAgent),
    },
  };
}

/** Steering tells itself what was done: `track_queued`, `playback_command`, … */
function activityName(activity: string, { subject, payload }: Envelope): string {
  if (subject !== playbackSteered.subject) return activity;
  return cleanText(playbackSteered.payload.parse(payload).action).slice(0, maxTypeLength) || activity;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
