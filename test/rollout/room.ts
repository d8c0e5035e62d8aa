import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type OutputOf, type listHistory, type PlaybackState } from '@djamms/contracts';
import { eventually } from '@djamms/testing';
import { Journal } from '../chaos/journal';
import { Player } from '../chaos/player';
import { Random } from '../chaos/random';
import { type PlayerLine } from '../chaos/watcher';
import { type HttpClient } from './http-client';
import { type Ledger } from './ledger';
import { compareHistory, compareOrder } from './song-order';
import { type Venue } from './venues';

export interface RoomReport {
  /** Heard to their end. */
  songs: number;
  skipped: number;
  repeated: number;
}

export interface RoomOptions {
  venue: Venue;
  http: HttpClient;
  ledger: Ledger;
  line: PlayerLine;
  signal: AbortSignal;
}

/** Songs that wait at most, and how often the queue is looked at (ms). */
const enough = 4;
const lookEveryMs = 500;

/** A room that hears one song after the other, in the order in which they were put into the queue. */
export class Room {
  private readonly journal = new Journal();
  private readonly player: Player;
  private readonly asked: { itemId: string; trackId: string }[] = [];
  private turn = 0;

  constructor(private readonly options: RoomOptions) {
    const { line, signal } = options;
    const random = new Random(1);
    this.player = new Player({
      name: 'the player',
      journal: this.journal,
      random,
      watcher: line,
      signal,
      takeovers: 0,
    });
  }

  async run(): Promise<void> {
    await this.fill();
    await this.command('PLAY');
    await Promise.all([this.player.run(), this.keepFull()]);
  }

  /** What was heard, held against what was asked for and against the history. */
  async finish(): Promise<RoomReport> {
    const { venue, ledger } = this.options;
    await eventually(async () => {
      await this.player.settle();
      if (this.player.owes) throw new Error('The player still has songs to tell of');
    }).catch((error: unknown) => ledger.fail('player', 'the player', String(error)));
    await this.command('EMERGENCY_STOP');
    const heard = [...new Set(this.journal.heard.map(({ itemId }) => itemId))];
    const inOrder = compareOrder(
      this.asked.map(({ itemId }) => itemId),
      heard,
    );
    const trackOf = new Map(this.asked.map(({ itemId, trackId }) => [itemId, trackId]));
    const wanted = heard.map((itemId) => trackOf.get(itemId) ?? itemId);
    // Plays are written down by an event, a moment later; what has not come after a while is lost.
    const inHistory = await eventually(async () => {
      const findings = compareHistory(wanted, await this.history());
      if (findings.skipped.length > 0) throw new Error('Plays are missing in the history');
      return findings;
    }).catch(async () => compareHistory(wanted, await this.history().catch(() => [])));
    for (const id of inOrder.skipped) ledger.fail('player', venue.venueId, `item ${id} was never heard`);
    for (const id of inOrder.repeated) ledger.fail('player', venue.venueId, `item ${id} was heard out of turn`);
    for (const id of inHistory.skipped) ledger.fail('player', venue.venueId, `the history lacks ${id}`);
    for (const id of inHistory.repeated) ledger.fail('player', venue.venueId, `the history has too much: ${id}`);
    return {
      songs: heard.length,
      skipped: inOrder.skipped.length + inHistory.skipped.length,
      repeated: inOrder.repeated.length + inHistory.repeated.length,
    };
  }

  private async keepFull(): Promise<void> {
    const { signal } = this.options;
    while (!signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await this.fill();
    }
  }

  private async fill(): Promise<void> {
    const { http, venue } = this.options;
    const path = `/api/venues/${venue.venueId}/state`;
    const state = await http.ask<PlaybackState>({ kind: 'read', path });
    for (let waiting = state?.queue.active_total ?? enough; waiting < enough; waiting += 1) await this.add();
  }

  private async add(): Promise<void> {
    const { http, venue } = this.options;
    const trackId = venue.recordings[this.turn++ % venue.recordings.length]?.track.id ?? '';
    const json = { venueId: venue.venueId, trackId, commandId: randomUUID() };
    const added = await http.ask<{ itemId: string }>({ kind: 'write', method: 'POST', path: '/api/queue/add', json });
    if (added !== null) this.asked.push({ itemId: added.itemId, trackId });
  }

  private async command(command: string): Promise<void> {
    const { http, venue } = this.options;
    const json = { venueId: venue.venueId, command, commandId: randomUUID() };
    await http.send({ kind: 'write', method: 'POST', path: '/api/ui/command', json });
  }

  /** Tracks as the history has them, oldest first. */
  private async history(): Promise<string[]> {
    const { http, venue } = this.options;
    const tracks: string[] = [];
    for (let page = 1; ; page += 1) {
      const path = `/api/user/history?venueId=${venue.venueId}&pageSize=100&page=${page}`;
      const answer = await http.ask<OutputOf<typeof listHistory>>({ kind: 'read', path });
      if (answer === null) throw new Error('The history could not be read');
      tracks.push(...answer.items.map(({ trackId }) => trackId));
      if (answer.items.length === 0 || tracks.length >= answer.total) break;
    }
    return tracks.reverse();
  }
}
