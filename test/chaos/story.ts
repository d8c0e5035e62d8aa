import { jetstream, type OrderedConsumerOptions } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import {
  Envelope,
  playbackChanged,
  playbackSteered,
  trackFinished,
  type EventContract,
  type NowPlaying,
  type PayloadOf,
  type PlayerSettings,
  type Queue,
} from '@djamms/contracts';
import { natsAddress } from '@djamms/messaging';

export type Change = PayloadOf<typeof playbackChanged>;
export type Finished = PayloadOf<typeof trackFinished>;
export type Steered = PayloadOf<typeof playbackSteered>;

/** What the system itself says has happened, in its own order: the other half of what the checker compares. */
export interface Story {
  /** True where it was seen from outside: revisions may be missing, and `finished` is not known. */
  partial?: boolean;
  changes: Change[];
  finished: Finished[];
  steered: Steered[];
}

/** Reads all of it from the event stream, where every service reads it too. */
export async function readStory(natsUrl: string, prefix: string, venueId: string): Promise<Story> {
  const connection = await connect(natsAddress(natsUrl));
  try {
    const read = async <E extends EventContract>(contract: E): Promise<PayloadOf<E>[]> => {
      const stream = `${prefix}DJAMMS_EVENTS`.replace(/[^A-Za-z0-9_-]/g, '_');
      const options: Partial<OrderedConsumerOptions> = { filter_subjects: `${prefix}event.${contract.subject}` };
      const consumer = await jetstream(connection).consumers.get(stream, options);
      const { num_pending: count } = await consumer.info();
      const payloads: PayloadOf<E>[] = [];
      if (count === 0) return payloads;
      for await (const message of await consumer.consume({ max_messages: 500 })) {
        const envelope = Envelope.parse(JSON.parse(message.string()));
        // Read as its contract says, so its payload is of the contract's type.
        if (envelope.venueId === venueId) payloads.push(contract.payload.parse(envelope.payload) as PayloadOf<E>);
        if (message.info.pending === 0) break;
      }
      return payloads;
    };
    return {
      changes: await read(playbackChanged),
      finished: await read(trackFinished),
      steered: await read(playbackSteered),
    };
  } finally {
    await connection.close();
  }
}

/** How the venue looked at one revision, as far as its messages tell. */
export interface Scene {
  revision: number;
  itemId: string | null;
  trackId: string | null;
  queue: Queue;
  repeatsOne: boolean;
}

const emptyQueue: Queue = { active_queue: [], priority_queue: [], active_total: 0, priority_total: 0 };

/** The venue at every revision, from the first on. */
export function scenesOf(changes: readonly Change[]): Scene[] {
  let scene: Scene = { revision: 0, itemId: null, trackId: null, queue: emptyQueue, repeatsOne: false };
  return changes.map(({ revision, messages }) => {
    scene = { ...scene, revision };
    for (const { type, payload } of messages) {
      if (type === 'NOW_PLAYING_UPDATE') {
        scene.itemId = (payload as NowPlaying).item_id;
        scene.trackId = (payload as NowPlaying).track_id;
      }
      if (type === 'PLAYER_SETTINGS_UPDATE') scene.repeatsOne = (payload as PlayerSettings).repeat_mode === 'one';
      if (type === 'QUEUE_UPDATE') scene.queue = payload as Queue;
    }
    return scene;
  });
}
