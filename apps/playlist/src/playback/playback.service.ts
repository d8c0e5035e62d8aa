import { isDeepStrictEqual } from 'node:util';
import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  masterChanged,
  playbackChanged,
  playbackSteered,
  playerFailed,
  trackFinished,
  trackStarted,
} from '@djamms/contracts';
import { factOf, Outbox, Transactions, type Call, type Fact } from '@djamms/messaging';
import { Clock, newId } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { decide } from './domain/decide';
import { type Effect } from './domain/effects';
import { type Input, type Outcome } from './domain/input';
import { type Heads, type VenueState } from './domain/state';
import { findCommand, logCommand } from './store/command-log';
import { applyToPlayers } from './store/player-store';
import { loadHeads, readQueue } from './store/queue-reader';
import { QueueWriter } from './store/queue-writer';
import { pickAuto } from './store/songs';
import { VenueStore } from './store/venue-store';
import { Turns } from './turns';
import { isVisible, messagesOf, visibleChange, type Visible } from './view/messages';

/** Something that may change a venue's playback. */
export interface Act {
  venueId: string;
  call: Call;
  /** The same one twice acts once. */
  commandId?: string;
  /** What happened, looked up under the venue's lock. May refuse by throwing a DomainError. */
  input: (manager: EntityManager, state: VenueState) => Input | Promise<Input>;
  /** For the activity log, when it changed something. */
  steered?: { action: string; detail: Record<string, unknown> };
  /** The item that a repeated command is answered with. */
  itemId?: string;
}

export interface Done {
  outcome: Outcome;
  state: VenueState;
  revision: number;
  /** Nothing was done: the command had been acted on before. */
  duplicate: boolean;
  itemId: string | null;
}

interface Step {
  state: VenueState;
  effects: Effect[];
  outcome: Outcome;
}

const noHeads: Heads = { priority: null, active: null, played: null, lastActive: null, previous: null, auto: null };
const bits31 = 2 ** 31;

/**
 * Changes a venue's playback: loads it under its lock, lets the rules decide, carries out what they decided, and
 * publishes it, in one transaction with one new revision.
 */
@Injectable()
export class PlaybackService {
  private readonly turns = new Turns();

  constructor(
    private readonly transactions: Transactions,
    private readonly outbox: Outbox,
    private readonly venues: VenueStore,
    private readonly clock: Clock,
  ) {}

  act(act: Act): Promise<Done> {
    const run = () => this.transactions.run((manager) => this.actIn(manager, act));
    return this.turns.take(act.venueId, act.call.deadline, run);
  }

  /** As `act`, within a transaction that does more. */
  async actIn(manager: EntityManager, act: Act): Promise<Done> {
    const before = await this.venues.lock(manager, act.venueId, act.call.identity);
    const known = act.commandId ? await findCommand(manager, act.venueId, act.commandId) : undefined;
    if (known) return { outcome: 'done', state: before, ...known, duplicate: true };
    const now = this.clock.now().getTime();
    const step = await this.decide(manager, before, await act.input(manager, before), now);
    const revision = await this.keep(manager, act, before, step, now);
    const itemId = act.itemId ?? null;
    if (act.commandId) await logCommand(manager, act.venueId, act.commandId, { revision, itemId }, now);
    return { outcome: step.outcome, state: step.state, revision, duplicate: false, itemId };
  }

  /** Decides and carries out. A playlist's first song is only known when its tracks are in the list: that takes two steps. */
  private async decide(manager: EntityManager, before: VenueState, input: Input, now: number): Promise<Step> {
    const first = await this.step(manager, before, input, now);
    if (first.filled === undefined) return first;
    const counts = { ...first.state.counts, active: first.filled };
    const second = await this.step(manager, { ...first.state, counts }, { kind: 'playlist_loaded' }, now);
    return { ...second, effects: [...first.effects, ...second.effects] };
  }

  private async step(
    manager: EntityManager,
    before: VenueState,
    input: Input,
    now: number,
  ): Promise<Step & { filled: number | undefined }> {
    const heads = await this.heads(manager, before, input);
    const decision = decide(before, input, { now, heads, newId, random });
    const writer = new QueueWriter(manager, decision.state, before.activeLane, before.departures, random);
    const filled = await writer.applyAll(decision.effects);
    for (const effect of decision.effects) await applyToPlayers(manager, decision.state, effect);
    return { ...decision, filled };
  }

  /** Only inputs that may move the deck on need to see the ends of the lists. */
  private async heads(manager: EntityManager, state: VenueState, input: Input): Promise<Heads> {
    if (!mayMoveOn(input)) return noHeads;
    const previous = input.kind === 'command' && input.command.name === 'PLAY_PREVIOUS';
    const found = await loadHeads(manager, state, { previous });
    const isDry = !found.priority && !found.active && !found.played;
    return { ...found, auto: isDry ? await pickAuto(manager, state, random()) : null };
  }

  /** Saves and tells; no visible change, no revision. The revision after it. */
  private async keep(manager: EntityManager, act: Act, before: VenueState, step: Step, now: number): Promise<number> {
    const { state, effects } = step;
    const visible = visibleChange(before, state, effects);
    const changed = isVisible(visible);
    if (changed) state.revision = before.revision + 1;
    if (changed || !isDeepStrictEqual(before, state)) await this.venues.save(manager, state);
    await this.tell(manager, act, step, visible, now);
    return state.revision;
  }

  /** What was heard is told also when windows show nothing new. */
  private async tell(manager: EntityManager, act: Act, step: Step, visible: Visible, now: number): Promise<void> {
    const { venueId, call, steered } = act;
    const { state, effects } = step;
    const facts = effects.flatMap(factsOf);
    if (isVisible(visible)) {
      const messages = messagesOf(visible, state, now, visible.queue ? await readQueue(manager, state) : null);
      facts.unshift(factOf(playbackChanged, { venueId, revision: state.revision, serverTime: now, messages }));
      if (steered) facts.push(factOf(playbackSteered, { venueId, ...steered }));
    }
    await this.outbox.publishAll(manager, facts, { venueId, call });
  }
}

/** What a decision tells other services. */
function factsOf(effect: Effect): Fact[] {
  switch (effect.kind) {
    case 'track_started':
      return [factOf(trackStarted, effect.fact)];
    case 'track_finished':
      return [factOf(trackFinished, effect.fact)];
    case 'player_failed':
      return [factOf(playerFailed, effect.fact)];
    case 'master_changed':
      return [factOf(masterChanged, effect.fact)];
    default:
      return [];
  }
}

const random = (): number => randomInt(bits31);

function mayMoveOn(input: Input): boolean {
  switch (input.kind) {
    case 'command':
      return input.command.name.startsWith('PLAY');
    case 'report':
      return input.state === 'ended';
    case 'playlist_loaded':
    case 'failure':
      return true;
    default:
      return false;
  }
}
