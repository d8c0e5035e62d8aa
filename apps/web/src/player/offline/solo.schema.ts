import { EpochMs, Id, OfflinePlay, PlaybackState, QueueItem, Seconds } from '@djamms/contracts';
import { z } from 'zod';

/** One playing of a song by a player that is on its own. */
const SoloPlay = z.object({
  /** Names the play in the history. */
  playId: Id,
  /** What the deck knows it by: its queue item, or the play itself where that item was played before. */
  deckId: Id,
  /** The queue item that it is; null for what the player chose by itself. */
  itemId: Id.nullable(),
  trackId: Id,
  /** The queue item as it was, when it belongs to the main queue's cycle. */
  cycles: QueueItem.nullable(),
});
export type SoloPlay = z.infer<typeof SoloPlay>;

/** Songs that the journal holds at most: more than three weeks of music. */
export const maxJournal = 10_000;

/**
 * What a player knows while it is on its own: the venue as it was last heard of, carried on by the player, and what
 * it has to tell when the server is back. Stored on the device, and read back after a reload or a crash.
 */
export const Solo = z.object({
  /** The epoch in which the songs are played. */
  epoch: z.number().int(),
  /** What was on the deck when the server was last heard of. */
  lastItemId: Id.nullable(),
  /** The venue: what plays (where the deck is), the queue and the settings as this player carries them on. */
  state: PlaybackState,
  /** What is on the deck. */
  play: SoloPlay.extend({
    /** When it was first heard; null as long as it was not. */
    startedAt: EpochMs.nullable(),
    heard: Seconds,
  }).nullable(),
  /** Chosen ahead, so that it lies ready on the other deck. */
  upcoming: SoloPlay.nullable(),
  journal: z.array(OfflinePlay).max(maxJournal),
  /** Songs of the main queue that were played here, for `repeat_mode` all. */
  cycle: z.array(QueueItem),
  /** Tracks of the default playlist that were heard in this round, and which round it is. */
  round: z.object({ number: z.number().int(), heard: z.array(Id) }),
  /** What somebody in the room changed meanwhile; staff's console is told of it afterwards. */
  wishes: z.object({ playing: z.boolean().nullable(), volume: z.number().int().min(0).max(100).nullable() }),
  /** A batch of the journal that was sent and not acknowledged yet. */
  sent: z.object({ commandId: z.string(), count: z.number().int(), currentId: Id.nullable() }).nullable(),
  /** The play that the venue knows to be on the deck. */
  knownPlayId: Id.nullable(),
});
export type Solo = z.infer<typeof Solo>;
