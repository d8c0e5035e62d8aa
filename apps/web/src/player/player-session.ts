import { type Api, type VenueConnection, explain, hasCode } from '@djamms/client';
import { type Deck } from './deck';
import { deviceId, hasPlayedFor, rememberPlayer } from './device-id';
import { Playback } from './playback';
import { TabClaim } from './tab-claim';
import { TrackSources } from './track-sources';

export interface PlayerSnapshot {
  /**
   * `idle` before the first click, `master` while this window makes the sound, `follower` while another one does.
   */
  role: 'idle' | 'starting' | 'master' | 'follower';
  /** The master is another window of this same browser. */
  sameBrowser: boolean;
  /** Trouble with sound or registration, in words. */
  problem: string | null;
}

/** Milliseconds (spec, "Player messages" and "Master player"). */
const heartbeatEvery = 5_000;
const syncEvery = 250;
/** A follower asks this often whether the master's place is free, so that the room does not stay silent. */
const askEvery = 15_000;

/** A player window's life: the click, the registration, the heartbeat, and what it reports. */
export class PlayerSession {
  private snapshot: PlayerSnapshot = { role: 'idle', sameBrowser: false, problem: null };
  private readonly listeners = new Set<() => void>();
  private readonly device = deviceId();
  private playback: Playback | null = null;
  private claim: TabClaim | null = null;
  private playerId: string | undefined;
  private epoch: number | undefined;
  private cleanUp: (() => void)[] = [];
  /** An end that the venue has not heard of yet. */
  private untold: { itemId: string; currentTime: number } | null = null;

  constructor(
    private readonly venueId: string,
    private readonly connection: VenueConnection,
    private readonly api: Api,
    private readonly now: () => number,
  ) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): PlayerSnapshot => this.snapshot;

  open(): void {
    const every = (work: () => void, delay: number): void => {
      const timer = setInterval(work, delay);
      this.cleanUp.push(() => clearInterval(timer));
    };
    this.claim = new TabClaim(this.venueId, () => this.becomeFollower(true));
    this.cleanUp.push(this.connection.subscribe(this.onVenue()));
    this.cleanUp.push(this.connection.on('MASTER_CHANGED', (master) => this.onMasterChanged(master.device_id)));
    this.cleanUp.push(this.connection.on('PLAYER_COMMAND', ({ command, value }) => this.onCommand(command, value)));
    every(() => this.playback?.sync(), syncEvery);
    every(() => void this.heartbeat(), heartbeatEvery);
    every(() => void this.askForFreePlace(), askEvery);
  }

  close(): void {
    for (const work of this.cleanUp.splice(0)) work();
    this.claim?.close();
    void this.playback?.close();
    this.playback = null;
    this.publish({ role: 'idle', sameBrowser: false, problem: null });
  }

  /** Starts by itself in a window that has played before, if the browser allows sound without a click. */
  async resume(): Promise<void> {
    if (hasPlayedFor(this.venueId)) await this.start(null);
  }

  /** Starts the sound. @param refusal what to say when the browser does not allow it. */
  async start(refusal: string | null = 'The browser did not allow sound. Press start again.'): Promise<void> {
    if (this.snapshot.role !== 'idle') return;
    this.playback ??= new Playback(this.connection, new TrackSources(this.api, this.now), {
      status: (state, deck, itemId) => this.reportStatus(state, deck, itemId),
      error: (code, itemId) => this.reportError(code, itemId),
      problem: (problem) => this.publish({ ...this.snapshot, problem }),
      blocked: () => this.publish({ ...this.snapshot, role: 'idle' }),
    });
    this.publish({ role: 'starting', sameBrowser: false, problem: null });
    if (await this.playback.unlock()) await this.register(false);
    else this.publish({ role: 'idle', sameBrowser: false, problem: refusal });
  }

  /** Makes this window the master in place of a living one. */
  async takeOver(): Promise<void> {
    await this.register(true);
  }

  /** What this window really does, for browser tests. */
  debug() {
    const { role } = this.snapshot;
    const silent = { itemId: null, currentTime: 0, paused: true, level: 0 };
    return { ...(this.playback?.report() ?? silent), isMaster: role === 'master' };
  }

  private async register(force: boolean): Promise<void> {
    if (!(await this.claim?.take(force))) {
      this.becomeFollower(true);
      return;
    }
    try {
      const answer = await this.connection.player('player:register', {
        deviceId: this.device,
        userAgent: navigator.userAgent.slice(0, 512),
        force,
      });
      if (answer.status === 'conflict') this.becomeFollower(false);
      else await this.becomeMaster(answer.playerId, answer.epoch);
    } catch (error) {
      this.publish({ ...this.snapshot, problem: explain(error) });
    }
  }

  private async becomeMaster(playerId: string | undefined, epoch: number | undefined): Promise<void> {
    this.playerId = playerId;
    this.epoch = epoch;
    this.publish({ role: 'master', sameBrowser: false, problem: null });
    rememberPlayer(this.venueId);
    this.playback?.show(this.connection.getSnapshot().state);
    this.playback?.enable(true);
    if (playerId !== undefined) await this.connection.player('player:ready', { playerId });
    await this.tellEnd();
  }

  private becomeFollower(sameBrowser: boolean): void {
    this.claim?.release();
    this.untold = null;
    this.playback?.enable(false);
    this.publish({ role: 'follower', sameBrowser, problem: null });
  }

  private onMasterChanged(device: string): void {
    if (device !== this.device && this.snapshot.role === 'master') this.becomeFollower(false);
  }

  private onCommand(command: string, value: unknown): void {
    if (command === 'FADE_OUT_STOP') this.playback?.fadeOut(typeof value === 'number' ? value : 5);
  }

  /** Follows the venue, and registers again whenever the line to it is new. */
  private onVenue(): () => void {
    let wasOnline = false;
    return () => {
      const { connection, state } = this.connection.getSnapshot();
      const online = connection === 'online';
      if (online) this.playback?.show(state);
      if (online && !wasOnline && (this.snapshot.role === 'master' || this.snapshot.role === 'starting')) {
        void this.register(false);
      }
      wasOnline = online;
    };
  }

  private async heartbeat(): Promise<void> {
    const { connection } = this.connection.getSnapshot();
    if (this.snapshot.role === 'starting' && connection === 'online') await this.register(false);
    if (this.snapshot.role !== 'master' || connection !== 'online') return;
    const { currentTime } = this.debug();
    try {
      const input = { deviceId: this.device, currentTime, epoch: this.epoch };
      const { status } = await this.connection.player('player:heartbeat', input);
      if (status === 'not_found') await this.register(false);
      else await this.tellEnd();
    } catch (error) {
      if (hasCode(error, 'not_master')) this.becomeFollower(false);
    }
  }

  private async askForFreePlace(): Promise<void> {
    const { connection } = this.connection.getSnapshot();
    if (this.snapshot.role === 'follower' && connection === 'online') await this.register(false);
  }

  private async reportStatus(
    state: 'playing' | 'paused' | 'buffering' | 'ended',
    deck: Deck,
    itemId: string,
  ): Promise<void> {
    const { position: currentTime, duration } = deck;
    if (state === 'ended') {
      this.untold = { itemId, currentTime };
      await this.tellEnd();
      return;
    }
    await this.connection
      .player('player:status', { playerId: this.playerId, state, currentTime, duration, itemId })
      .catch((error: unknown) => this.onReportFailed(error));
  }

  /** Tells the venue of an end until it has heard it: otherwise it would wait for this song for ever. */
  private async tellEnd(): Promise<void> {
    const { untold } = this;
    if (untold === null) return;
    try {
      await this.connection.player('player:status', { playerId: this.playerId, state: 'ended', ...untold });
      if (this.untold === untold) this.untold = null;
    } catch (error) {
      this.onReportFailed(error);
    }
  }

  private async reportError(errorCode: string, itemId: string): Promise<void> {
    await this.connection
      .player('player:error', { playerId: this.playerId, errorCode, itemId })
      .catch((error: unknown) => this.onReportFailed(error));
  }

  /** A lost report is made good by the next one; only losing the room to another window matters. */
  private onReportFailed(error: unknown): void {
    if (hasCode(error, 'not_master')) this.becomeFollower(false);
  }

  private publish(snapshot: PlayerSnapshot): void {
    this.snapshot = snapshot;
    for (const listener of this.listeners) listener();
  }
}
