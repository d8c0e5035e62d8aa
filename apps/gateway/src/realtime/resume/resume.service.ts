import { Injectable } from '@nestjs/common';
import { getPlaybackState, playbackChanged, type Identity, type PlaybackState } from '@djamms/contracts';
import { Broadcasts, NatsService, Rpc, type Call } from '@djamms/messaging';
import { type Missed, type PlaybackChange } from './venue-log';
import { VenueLogs } from './venue-logs';

/** What all logs of this replica may take together, roughly, in memory. */
const maxLogBytes = 64 * 1024 ** 2;

interface Reading {
  now: Promise<PlaybackState>;
  /** For all who came after `now` was asked. */
  next: Promise<PlaybackState> | undefined;
}

/**
 * Brings windows up to date: from what this replica heard, where that is certain to be all, else with the whole state.
 * It has to be told of a change before the change is sent on to windows.
 */
@Injectable()
export class Resume {
  private readonly logs = new VenueLogs(maxLogBytes);
  private readonly readings = new Map<string, Reading>();
  private readonly gapListeners: (() => void)[] = [];

  constructor(
    private readonly rpc: Rpc,
    private readonly nats: NatsService,
    broadcasts: Broadcasts,
  ) {
    broadcasts.onGap(playbackChanged, () => {
      this.logs.listen();
      for (const listener of this.gapListeners) listener();
    });
    // A server that came back may have forgotten what it had not written down yet.
    nats.onDisconnect(() => this.logs.forgetAll());
    nats.onReconnect(() => this.logs.forgetAll());
  }

  /** Called when changes may have passed unheard, so that windows may be behind without knowing. */
  onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  hear(change: PlaybackChange): void {
    this.logs.hear(change);
  }

  /** What a window missed since its revision, without asking anybody; undefined when that can't be told for certain. */
  missed(venueId: string, lastRevision: number): Missed | undefined {
    return this.nats.isConnected() ? this.logs.since(venueId, lastRevision) : undefined;
  }

  /**
   * The state as of now or later. The windows of a venue that ask at the same time are answered together, on the
   * account of one of them: each has to be let in before. Who belongs to no venue asks alone, as nothing but the answer
   * shows whether the venue exists.
   */
  state(venueId: string, call: Call): Promise<PlaybackState> {
    if (!belongsTo(call.identity, venueId)) return this.rpc.request(getPlaybackState, { id: venueId }, call);
    const reading = this.readings.get(venueId);
    // The answer under way may be older than the windows' hearing: who comes now would miss what lies between.
    if (reading) return (reading.next ??= reading.now.then(ignore, ignore).then(() => this.read(venueId, call)));
    return this.read(venueId, call);
  }

  private read(venueId: string, call: Call): Promise<PlaybackState> {
    const reading: Reading = { now: this.ask(venueId, call), next: undefined };
    this.readings.set(venueId, reading);
    const done = (): void => {
      if (this.readings.get(venueId) === reading && !reading.next) this.readings.delete(venueId);
    };
    reading.now.then(done, done);
    return reading.now;
  }

  private async ask(venueId: string, call: Call): Promise<PlaybackState> {
    const question = this.logs.ask(venueId);
    let revision: number | undefined;
    try {
      const state = await this.rpc.request(getPlaybackState, { id: venueId }, call);
      revision = state.revision;
      return state;
    } finally {
      this.logs.answer(question, revision);
    }
  }
}

const ignore = (): void => undefined;

const belongsTo = (identity: Identity, venueId: string): boolean =>
  identity.kind === 'guest' ? identity.venueId === venueId : identity.kind === 'user' && venueId in identity.venues;
