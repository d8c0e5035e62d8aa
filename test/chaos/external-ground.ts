import { type ActivityEntry, type listHistory, type OutputOf, type Page } from '@djamms/contracts';
import { RestClient } from '@djamms/testing';
import { z } from 'zod';
import { type Evidence } from './checker';
import { ProgramFaults } from './faults';
import { type Ground, type Trouble } from './ground';
import { type Journal } from './journal';
import { type Random } from './random';
import { type Change, type Steered } from './story';
import { type ChaosVenue } from './venue';
import { type Watcher } from './watcher';

const Stored = z.object({ revision: z.number(), duplicate: z.literal(true) });

/**
 * A system that runs elsewhere, of which nothing is known but what it says. Instead of its books there is what its
 * windows showed of each revision, what it answers to every acknowledged command that is sent once more, its activity
 * log and its history.
 */
export class ExternalGround implements Ground {
  constructor(
    readonly urls: readonly string[],
    /** Does something bad each time it is run; null for none. */
    private readonly program: string | null,
  ) {}

  faults(journal: Journal, random: Random): Trouble {
    return new ProgramFaults(this.program, journal, random);
  }

  async ready(): Promise<void> {
    for (const url of this.urls) {
      const { status } = await new RestClient(url).get('/health/ready');
      if (status !== 200) throw new Error(`${url} is not ready`);
    }
  }

  async books(
    venueId: string,
    venue: ChaosVenue,
    journal: Journal,
    watchers: readonly Watcher[],
  ): Promise<Pick<Evidence, 'story' | 'commandLog' | 'plays'>> {
    const rest = new RestClient(this.urls[0] ?? '', await venue.token());
    const plays = await allOf<HistoryEntryOf>(rest, `/api/user/history?venueId=${venueId}`);
    const log = await allOf<ActivityEntry>(rest, `/api/system/logs?venueId=${venueId}&eventType=playback_steered`);
    const steered = log.map(({ eventData }): Steered => ({
      venueId,
      action: String(eventData.action),
      detail: z.record(z.string(), z.unknown()).catch({}).parse(eventData.detail),
    }));
    return {
      story: { partial: true, changes: seenBy(venueId, watchers), finished: [], steered },
      commandLog: await this.askAgain(rest, journal),
      plays: plays.map(({ id }) => id),
    };
  }

  async stop(): Promise<void> {
    // It is not ours to stop.
  }

  /** A command that is stored is answered again with the same words; one that is not would be done now. */
  private async askAgain(rest: RestClient, journal: Journal): Promise<Evidence['commandLog']> {
    const log: { commandId: string; revision: number }[] = [];
    for (const { commandId, path, detail, answers } of journal.asked.values()) {
      const done = answers.find((answer) => answer.kind === 'done');
      if (done === undefined) continue;
      // What players bring in has no way by REST: here its first answer is believed.
      if (path === null) log.push({ commandId, revision: done.revision });
      else {
        const stored = Stored.safeParse((await rest.post(path, detail)).body);
        if (stored.success) log.push({ commandId, revision: stored.data.revision });
      }
    }
    return log;
  }
}

type HistoryEntryOf = OutputOf<typeof listHistory>['items'][number];

async function allOf<T>(rest: RestClient, path: string): Promise<T[]> {
  const items: T[] = [];
  for (let page = 1; ; page += 1) {
    const { status, body } = await rest.get<Page<T>>(`${path}&pageSize=200&page=${page}`);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    items.push(...body.items);
    if (body.items.length === 0 || items.length >= body.total) return items;
  }
}

/** Every revision that a window saw as a whole, in their order. */
function seenBy(venueId: string, watchers: readonly Watcher[]): Change[] {
  const pictures = new Map(watchers.flatMap((watcher) => [...watcher.pictures]));
  return [...pictures.values()]
    .sort((left, right) => left.revision - right.revision)
    .map(({ revision, serverTime, nowPlaying, queue, settings }) => ({
      ...{ venueId, revision, serverTime },
      messages: [
        { type: 'PLAYER_SETTINGS_UPDATE', payload: settings },
        { type: 'NOW_PLAYING_UPDATE', payload: nowPlaying },
        { type: 'QUEUE_UPDATE', payload: queue },
      ],
    }));
}
