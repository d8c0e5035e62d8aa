import { isDeepStrictEqual } from 'node:util';
import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  masterChanged,
  playbackChanged,
  playbackSteered,
  playerFailed,
  songRequestChanged,
  songRequested,
  trackFinished,
  trackStarted,
  type SongRequest,
} from '@djamms/contracts';
import { factOf, Outbox, Transactions, type Call, type Fact } from '@djamms/messaging';
import { Clock, newId, type requireVisit } from '@djamms/platform';
import { type EntityManager } from 'typeorm';
import { decide } from './domain/decide';
import { type Effect } from './domain/effects';
import { hasRoom } from './domain/queue';
import { type Input, type Outcome } from './domain/input';
import { type Heads, type VenueState } from './domain/state';
import { logAnswer, type Answer } from './store/command-log';
import { applyToPlayers } from './store/player-store';
import { countPromised, loadHeads, readQueue } from './store/queue-reader';
import { QueueWriter } from './store/queue-writer';
import { findApproved, readRequests } from './store/request-reader';
import { applyToRequests, type TouchedRequests } from './store/request-writer';
import { pickAuto } from './store/songs';
import { VenueStore } from './store/venue-store';
import { countVotes } from './store/votes';
import { Turns } from './turns';
import { isVisible, messagesOf, visibleChange, type Shown, type Visible } from './view/messages';

/** Something that may change a venue's playback. */
export interface Act {
  venueId: string;
  call: Call;
  /** Who may do it, when not only staff. */
  admit?: typeof requireVisit;
  /** The same one twice acts once. */
  commandId?: string;
  /** What happened, looked up under the venue's lock. May refuse by throwing a DomainError. */
  input: (manager: EntityManager, state: VenueState) => Input | Promise<Input>;
  /** For the activity log, when it changed something. */
  steered?: { action: string; detail: Record<string, unknown> };
  /** The item, or request, that a repeated command is answered with; read after `input` was called. */
  readonly itemId?: string;
  /** How many songs it put back, for the same answer; read after `input` was called. */
  readonly restored?: number;
}

export interface Done {
  outcome: Outcome;
  state: VenueState;
  revision: number;
  /** Nothing was done: the command had been acted on before. */
  duplicate: boolean;
  itemId: string | null;
  restored: number | null;
}

interface Step {
  state: VenueState;
  effects: Effect[];
  outcome: Outcome;
  requests: TouchedRequests;
}

const noHeads: Heads = {
  priority: null,
  active: null,
  played: null,
  lastActive: null,
  previous: null,
  auto: null,
  promised: 0,
};
/** Approved requests that one change lets in, when there is room again; the next change lets in more. */
const letInAtOnce = 20;
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
    const { venueId, call, admit, commandId } = act;
    const { state: before, answer } = await this.venues.lock(manager, {
      venueId,
      identity: call.identity,
      admit,
      commandId,
    });
    if (answer) return { state: before, ...answer, duplicate: true };
    const now = this.clock.now().getTime();
    const step = await this.decide(manager, before, await act.input(manager, before), now);
    const kept = await this.keep(manager, act, before, step, now);
    return { ...kept, state: step.state, duplicate: false };
  }

  /** Decides and carries out. */
  private async decide(manager: EntityManager, before: VenueState, input: Input, now: number): Promise<Step> {
    const { filled, ...first } = await this.step(manager, before, input, now);
    if (filled !== undefined) return this.letIn(manager, await this.startFilled(manager, first, filled, now), now);
    const { deck, intention } = first.state;
    const mayGoOn = refills(input) && !deck && intention === 'play';
    const second = mayGoOn ? await this.goOn(manager, first, { kind: 'go_on' }, now) : first;
    return this.letIn(manager, second, now);
  }

  /** A playlist's first song is only known when its tracks are in the list. */
  private startFilled(manager: EntityManager, first: Step, filled: number, now: number): Promise<Step> {
    const counts = { ...first.state.counts, active: filled };
    return this.goOn(manager, { ...first, state: { ...first.state, counts } }, { kind: 'playlist_loaded' }, now);
  }

  /** Requests that staff agreed to while the queue was full, once it is not. */
  private async letIn(manager: EntityManager, step: Step, now: number): Promise<Step> {
    const { state } = step;
    if (state.approved === 0 || !hasRoom(state)) return step;
    const requests = await findApproved(manager, state.venueId, letInAtOnce);
    return this.goOn(manager, step, { kind: 'queue_approved', requests }, now);
  }

  /** A further decision within the same change. */
  private async goOn(manager: EntityManager, first: Step, input: Input, now: number): Promise<Step> {
    const second = await this.step(manager, first.state, input, now);
    return {
      ...second,
      outcome: first.outcome,
      effects: [...first.effects, ...second.effects],
      requests: both(first.requests, second.requests),
    };
  }

  private async step(
    manager: EntityManager,
    before: VenueState,
    input: Input,
    now: number,
  ): Promise<Step & { filled: number | undefined }> {
    const heads = await this.heads(manager, before, input);
    const decision = decide(before, input, { now, heads, newId, random });
    const writer = new QueueWriter(manager, before, decision.state, { now, random });
    const filled = await writer.applyAll(decision.effects);
    for (const effect of decision.effects) await applyToPlayers(manager, decision.state, effect);
    const requests = await applyToRequests(manager, decision.state, decision.effects, now);
    return { ...decision, filled, requests };
  }

  /** Only inputs that may move the deck on need to see the ends of the lists. */
  private async heads(manager: EntityManager, state: VenueState, input: Input): Promise<Heads> {
    if (mayClear(input)) return { ...noHeads, promised: await countPromised(manager, state) };
    if (!mayMoveOn(input)) return noHeads;
    const previous = input.kind === 'command' && input.command.name === 'PLAY_PREVIOUS';
    const found = await loadHeads(manager, state, { previous });
    const isDry = !found.priority && !found.active && !found.played;
    return { ...noHeads, ...found, auto: isDry ? await pickAuto(manager, state, random()) : null };
  }

  /** Saves and tells; no visible change, no revision. */
  private async keep(manager: EntityManager, act: Act, before: VenueState, step: Step, now: number): Promise<Answer> {
    const { state, effects, outcome } = step;
    const visible = visibleChange(before, state, effects);
    const changed = isVisible(visible);
    if (changed) state.revision = before.revision + 1;
    const { venueId, commandId, itemId = null, restored = null } = act;
    const answer: Answer = { revision: state.revision, outcome, itemId, restored };
    const answered = commandId === undefined ? null : { ...answer, commandId, at: now };
    if (changed || !isDeepStrictEqual(before, state)) await this.venues.save(manager, state, answered);
    else if (answered) await logAnswer(manager, venueId, answered);
    await this.tell(manager, act, step, visible, now);
    return answer;
  }

  /** What was heard is told also when windows show nothing new. */
  private async tell(manager: EntityManager, act: Act, step: Step, visible: Visible, now: number): Promise<void> {
    const { venueId, call, steered } = act;
    const { state, effects } = step;
    const facts = effects.flatMap(factsOf);
    if (isVisible(visible)) {
      const shown = await this.show(manager, step, visible);
      facts.push(...shown.requests.flatMap((request) => requestFact(request, step.requests)));
      const messages = messagesOf(visible, state, now, shown);
      facts.unshift(factOf(playbackChanged, { venueId, revision: state.revision, serverTime: now, messages }));
      if (steered) facts.push(factOf(playbackSteered, { venueId, ...traced(steered, act, state.revision) }));
    }
    await this.outbox.publishAll(manager, facts, { venueId, call });
  }

  /** What windows show besides the state; only what changed is read. */
  private async show(manager: EntityManager, { state, requests }: Step, visible: Visible): Promise<Shown> {
    const { deck, venueId } = state;
    const touched = [...new Set([...requests.opened, ...requests.changed, ...requests.shown])];
    return {
      queue: visible.queue ? await readQueue(manager, state) : null,
      requests: touched.length > 0 ? await readRequests(manager, touched) : [],
      votes: visible.nowPlaying && deck ? await countVotes(manager, venueId, deck.item.song.trackId) : 0,
    };
  }
}

const both = (a: TouchedRequests, b: TouchedRequests): TouchedRequests => ({
  opened: [...a.opened, ...b.opened],
  changed: [...a.changed, ...b.changed],
  shown: [...a.shown, ...b.shown],
});

/** What is told of a request that was made or went on; new tags of its track are told by their own event. */
function requestFact(request: SongRequest, { opened, changed }: TouchedRequests): Fact[] {
  const { id: requestId, venueId, requesterId, trackId, title, artist, status, ending, reason } = request;
  const fact = { requestId, venueId, requesterId, trackId, title, artist, status, ending, reason };
  if (opened.includes(requestId)) return [factOf(songRequested, fact)];
  return changed.includes(requestId) ? [factOf(songRequestChanged, fact)] : [];
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

const mayClear = (input: Input): boolean =>
  input.kind === 'clear' || (input.kind === 'command' && input.command.name === 'CLEAR_QUEUE');

/** The lists may hold something again that the empty deck waits for. */
const refills = ({ kind }: Input): boolean => kind === 'reconcile' || kind === 'restore';

function mayMoveOn(input: Input): boolean {
  switch (input.kind) {
    case 'command':
      return input.command.name.startsWith('PLAY');
    case 'report':
      return input.state === 'ended';
    case 'playlist_loaded':
    case 'go_on':
    case 'failure':
      return true;
    default:
      return false;
  }
}

/** The activity log names the command and what it made, so that both can be found in each other's records. */
function traced(
  { action, detail }: NonNullable<Act['steered']>,
  { commandId }: Act,
  revision: number,
): NonNullable<Act['steered']> {
  return { action, detail: { ...detail, revision, ...(commandId === undefined ? {} : { commandId }) } };
}
