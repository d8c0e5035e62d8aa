import { type VenueConnection, hasCode, randomId } from '@djamms/client';
import { DomainError } from '@djamms/contracts';
import { acknowledged, nextReport } from './reconcile';
import { type Solo } from './solo.schema';
import { type SoloPilot } from './solo-pilot';

/** `later`: the server did not answer; the player stays on its own and tries again. */
export type Homecoming = 'home' | 'later' | 'not_master';

/** What is told, and where it is kept until the venue knows it. */
export interface Story {
  readonly solo: Solo | null;
  put: (solo: Solo) => void;
}

/**
 * Tells the venue what was played without it, until it knows all of it. Songs that end meanwhile are told as well:
 * the last message names what sounds at that moment.
 */
export async function comeHome(story: Story, connection: VenueConnection, playerId: string): Promise<Homecoming> {
  for (;;) {
    const step = story.solo === null ? null : nextReport(story.solo, randomId);
    if (step === null) return 'home';
    story.put(step.solo);
    try {
      const { revision } = await connection.player('player:reconcile', { playerId, ...step.report });
      await connection.settled(revision);
    } catch (error) {
      if (hasCode(error, 'not_master')) return 'not_master';
      if (!isRefused(error)) return 'later';
      // It would not be accepted the next time either, and the room must not hang on it.
    }
    if (story.solo !== null) story.put(acknowledged(story.solo, deckAfter(story.solo, connection)));
  }
}

/** What somebody in the room changed meanwhile becomes the venue's, as if it had been done at a console. */
export async function tellWishes({ solo }: SoloPilot, connection: VenueConnection): Promise<void> {
  if (solo === null) return;
  const { playing, volume } = solo.wishes;
  const wasPlaying = ['playing', 'buffering'].includes(connection.getSnapshot().state?.nowPlaying.state ?? 'stopped');
  const told = await Promise.allSettled([
    volume === null ? null : connection.command('SET_VOLUME', volume),
    playing === null || playing === wasPlaying ? null : connection.command(playing ? 'PLAY' : 'PAUSE'),
  ]);
  const revisions = told.map((each) => (each.status === 'fulfilled' ? (each.value?.revision ?? 0) : 0));
  await connection.settled(Math.max(...revisions));
}

/** The first song that the next message would name, under the item that it has in the venue by now. */
function deckAfter(solo: Solo, connection: VenueConnection): string | null {
  const next = solo.journal[solo.sent?.count ?? 0] ?? solo.play;
  return next?.itemId ?? connection.getSnapshot().state?.nowPlaying.item_id ?? null;
}

/** The message itself is at fault. */
const isRefused = (error: unknown): boolean =>
  error instanceof DomainError && (error.status === 400 || error.status === 422);
