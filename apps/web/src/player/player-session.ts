import { type Api, type VenueConnection, explain, hasCode } from '@djamms/client';
import { type OfflinePlay, type PlaybackState } from '@djamms/contracts';
import { type Venue } from '../venue/venue-context';
import { deviceId, hasPlayedFor, onDismissed, rememberPlayer } from './device-id';
import { AudioShelf } from './offline/audio-shelf';
import { DeviceMemory, FactBook } from './offline/device-memory';
import { comeHome, tellWishes } from './offline/homecoming';
import { Keeper } from './offline/keeper';
import { type DeckReport } from './offline/solo';
import { SoloPilot } from './offline/solo-pilot';
import { debugView } from './debug-view';
import { inTime, isAway } from './patience';
import { Playback, type PlaybackReports, type Target } from './playback';
import { type PlayerSnapshot, Showcase } from './player-snapshot';
import { Registration } from './registration';
import { steadyInterval } from './steady-interval';
import { nextOf, upcomingOf } from './targets';
import { TrackSources } from './track-sources';

/** Milliseconds (spec, "Player messages" and "Master player"). */
const heartbeatEvery = 5_000;
const syncEvery = 250;
/** A follower asks this often whether the master's place is free, so that the room does not stay silent. */
const askEvery = 15_000;
/** A server that has not answered by then is away, as far as the room is concerned. */
const patience = { end: 2_000, start: 4_000 };

interface Leaving {
  itemId: string;
  deck: DeckReport | null;
  reason: OfflinePlay['reason'];
}

/** A player window's life: the click, the registration, the heartbeat, what it reports, and being on its own. */
export class PlayerSession {
  private readonly showcase = new Showcase();
  readonly subscribe = this.showcase.subscribe;
  readonly getSnapshot = this.showcase.getSnapshot;
  private readonly shelf = new AudioShelf();
  private readonly facts = new FactBook();
  private readonly sources: TrackSources;
  private readonly registration: Registration;
  private memory: DeviceMemory | null = null;
  private opening: Promise<void> | null = null;
  private pilot: SoloPilot | null = null;
  private keeper: Keeper | null = null;
  private playback: Playback | null = null;
  private arriving: Promise<void> | null = null;
  /** What the venue was told to be over and has not answered yet. */
  private leaving: Leaving | null = null;
  private cleanUp: (() => void)[] = [];

  constructor(
    private readonly venue: Pick<Venue, 'id' | 'name' | 'timezone'>,
    private readonly connection: VenueConnection,
    private readonly api: Api,
    now: () => number,
  ) {
    this.sources = new TrackSources(api, this.shelf, now);
    this.registration = new Registration(venue.id, deviceId(), connection, () => this.becomeFollower(true));
  }

  open(): void {
    const { connection } = this;
    this.registration.open();
    this.cleanUp.push(
      () => this.registration.close(),
      this.shelf.subscribe(() => this.onShelf()),
      connection.subscribe(() => this.onVenue()),
      connection.on('MASTER_CHANGED', ({ device_id: device }) => this.onMasterChanged(device)),
      connection.on('PLAYER_COMMAND', ({ command, value }) => this.onCommand(command, value)),
      onDismissed(() => this.leave('idle')),
      steadyInterval(() => this.tick(), syncEvery),
      steadyInterval(() => void this.heartbeat(), heartbeatEvery),
      steadyInterval(() => void this.askForFreePlace(), askEvery),
    );
    const keepAll = (): void => void this.memory?.write();
    window.addEventListener('pagehide', keepAll);
    this.cleanUp.push(() => window.removeEventListener('pagehide', keepAll));
  }

  close(): void {
    for (const work of this.cleanUp.splice(0)) work();
    this.keeper?.stop();
    void this.playback?.close();
    void this.memory?.write();
    this.playback = this.keeper = this.pilot = this.opening = null;
    this.showcase.reset();
  }

  /** Starts by itself in a window that has played before, if the browser allows sound without a click. */
  async resume(): Promise<void> {
    await this.prepare();
    if (hasPlayedFor(this.venue.id)) await this.start(null);
  }

  /** Starts the sound. @param refusal what to say when the browser does not allow it. */
  async start(refusal: string | null = 'The browser did not allow sound. Press start again.'): Promise<void> {
    if (this.snapshot.role !== 'idle') return;
    this.playback ??= this.makePlayback();
    this.publish({ role: 'starting', sameBrowser: false, problem: null });
    const allowed = await this.playback.engine.unlock();
    await this.prepare();
    if (!allowed) return this.publish({ role: 'idle', problem: refusal });
    // A server that does not answer keeps nobody waiting.
    setTimeout(() => void this.startAlone(), patience.start);
    await this.arrive();
    if (this.connection.getSnapshot().connection === 'offline') await this.startAlone();
  }

  /** Makes this window the master in place of a living one. */
  async takeOver(): Promise<void> {
    await this.arrive(true);
  }

  /** Controls of the room itself, while staff's consoles can't reach this window. */
  readonly local = {
    setPlaying: (playing: boolean): void => this.pilot?.setPlaying(playing),
    skip: (): void => this.pilot?.skip(this.deckReport()),
    setVolume: (volume: number): void => this.pilot?.setVolume(volume),
  };

  /** Seconds into the song, as it is heard here; null when the deck does not hold it. */
  position(): number | null {
    return this.deckReport()?.position ?? null;
  }

  /** What follows, when this player chose it by itself. */
  upcoming(): { title: string; artist: string; thumbnail: string | null } | null {
    const { solo } = this;
    const facts = solo?.upcoming == null ? undefined : this.facts.get(solo.upcoming.trackId);
    if (facts === undefined) return null;
    return { title: facts.title, artist: facts.artist, thumbnail: facts.thumbnailUrl };
  }

  /** What this window really does, for browser tests. */
  debug() {
    return debugView(this.playback, this.shelf, this.solo, this.snapshot);
  }

  private get snapshot(): PlayerSnapshot {
    return this.getSnapshot();
  }

  private get solo() {
    return this.pilot?.solo ?? null;
  }

  /** What this device remembers is read once. */
  private prepare(): Promise<void> {
    this.opening ??= (async () => {
      const [memory] = await Promise.all([DeviceMemory.open(this.venue), this.shelf.open(), this.facts.open()]);
      this.memory = memory;
      this.pilot = new SoloPilot({
        memory,
        shelf: this.shelf,
        facts: this.facts,
        now: () => this.connection.clock.serverNow(),
        isOnDeck: (trackId) => this.playback?.canPlayOn(trackId) ?? false,
        onChange: () => this.showTarget(),
      });
    })();
    return this.opening;
  }

  private makePlayback(): Playback {
    const reports: PlaybackReports = {
      status: (told) => {
        if (this.solo === null) void this.registration.status(told).catch(this.onReportFailed);
      },
      ended: (itemId, deck) => this.onEnded(itemId, deck),
      failed: (itemId, code, cause) => this.onFailed(itemId, code, cause),
      problem: (problem) => this.publish({ problem }),
      blocked: () => this.publish({ role: 'idle' }),
    };
    return new Playback({
      sources: this.sources,
      reports,
      factsOf: (trackId) => this.facts.get(trackId),
      isOnDevice: (trackId) => this.shelf.hasTrack(trackId),
      now: () => this.connection.clock.serverNow(),
    });
  }

  /** Registers, tells what was played without the server, and follows the venue. One at a time. */
  private arrive(force = false): Promise<void> {
    this.arriving ??= this.register(force).finally(() => (this.arriving = null));
    return this.arriving;
  }

  private async register(force: boolean): Promise<void> {
    const { connection, registration, pilot } = this;
    if (connection.getSnapshot().connection !== 'online') return;
    try {
      const answer = await registration.register(force);
      if (answer !== 'master') return this.becomeFollower(answer === 'same_browser');
    } catch (error) {
      return this.onUnregistered(error);
    }
    if (pilot === null) return;
    const { playerId = '' } = registration;
    for (let story = pilot.untold; story !== null; story = pilot.untold) {
      if ((await comeHome(story, connection, playerId)) !== 'home') break;
      pilot.forgetUntold();
    }
    const outcome = await comeHome(pilot, connection, playerId);
    if (outcome === 'not_master') return this.becomeFollower(false);
    if (outcome === 'later') return;
    await tellWishes(pilot, connection);
    this.becomeMaster();
    await registration.ready().catch(this.onReportFailed);
  }

  /** The venue is followed from here on; where it agrees with what sounds, nothing is heard of that. */
  private becomeMaster(): void {
    const { state } = this.connection.getSnapshot();
    const { pilot, playback } = this;
    const active = playback?.engine.active;
    if (pilot?.solo != null && state !== null && active?.item?.trackId === state.nowPlaying.track_id)
      playback?.rename(state.nowPlaying.item_id ?? active?.item?.itemId ?? '');
    pilot?.end();
    this.memory?.change({ epoch: this.registration.epoch });
    rememberPlayer(this.venue.id);
    this.publish({ role: 'master', sameBrowser: false, problem: null });
    if (state !== null) this.remember(state);
    this.keeper ??= this.makeKeeper();
    this.showTarget();
    playback?.enable(true);
  }

  private makeKeeper(): Keeper | null {
    const { memory, api, connection, shelf, facts, sources } = this;
    if (memory === null) return null;
    const isBusy = (): boolean => this.playback?.needsNetwork ?? false;
    return new Keeper({ api, connection, memory, shelf, facts, sources, isBusy });
  }

  private becomeFollower(sameBrowser: boolean): void {
    this.leave('follower', sameBrowser);
  }

  /** Silent from here on. */
  private leave(role: 'follower' | 'idle', sameBrowser = false): void {
    this.registration.release();
    this.keeper?.stop();
    this.keeper = null;
    this.playback?.enable(false);
    this.pilot?.leave();
    this.memory?.change({ epoch: null });
    this.publish({ role, sameBrowser, problem: null });
    this.showTarget();
  }

  /** No server: the room's music goes on from this device. */
  private goAlone(): void {
    const { pilot, leaving } = this;
    const { epoch } = this.registration;
    const state = this.connection.getSnapshot().state ?? this.memory?.get().state ?? null;
    if (pilot === null || pilot.solo !== null || this.snapshot.role !== 'master') return;
    if (state === null || epoch === undefined) return;
    const itemId = state.nowPlaying.item_id;
    // A song whose end was told, and not answered, is over: it must not begin again.
    if (leaving !== null && leaving.itemId === itemId) pilot.begin(state, epoch, leaving.deck, leaving.reason);
    else pilot.begin(state, epoch, this.playback?.report(itemId) ?? null);
  }

  /** A window that was opened without a server. */
  private async startAlone(): Promise<void> {
    const { pilot, playback } = this;
    if (this.snapshot.role !== 'starting' || pilot === null || playback === null) return;
    const { solo, epoch } = this.memory?.get() ?? {};
    const wasMaster = solo != null || epoch != null;
    if (!wasMaster || !(await this.registration.claim(false)) || !pilot.recall()) return;
    this.registration.epoch = pilot.solo?.epoch;
    const play = pilot.solo?.play;
    const itemId = pilot.solo?.state.nowPlaying.item_id;
    if (play != null && itemId != null) playback.restoreHeard(itemId, play.heard, play.startedAt);
    this.publish({ role: 'master', sameBrowser: false, problem: null });
    this.showTarget();
    playback.enable(true);
  }

  private async onEnded(itemId: string, deck: DeckReport): Promise<void> {
    if (this.solo !== null) return this.pilot?.moveOn('ended', deck);
    await this.tellLeaving({ itemId, deck, reason: 'ended' }, () => this.registration.ended(itemId, deck.position));
  }

  private async onFailed(itemId: string, code: string, cause: 'song' | 'network'): Promise<void> {
    const reason = cause === 'song' ? 'error' : 'skipped';
    const deck = this.playback?.report(itemId) ?? null;
    if (this.solo === null) {
      await this.tellLeaving({ itemId, deck, reason }, () => this.registration.failed(itemId, code));
    } else if (cause === 'song' || this.solo.upcoming !== null) this.pilot?.moveOn(reason, deck);
    // With nothing else to play, the song is tried again until the network is back.
  }

  /** Tells the venue that a song is over; one that does not hear it in time is left alone. */
  private async tellLeaving(leaving: Leaving, tell: () => Promise<void>): Promise<void> {
    this.leaving = leaving;
    try {
      await inTime(tell(), patience.end);
    } catch (error) {
      if (isAway(error)) this.goAlone();
      else this.onReportFailed(error);
    } finally {
      if (this.leaving === leaving) this.leaving = null;
    }
  }

  private onVenue(): void {
    const { connection, state } = this.connection.getSnapshot();
    const { role } = this.snapshot;
    const online = connection === 'online';
    const cameBack = online && this.snapshot.line !== 'online';
    const wentAway = connection === 'offline' && this.snapshot.line === 'online';
    this.publish({ line: connection });
    if (wentAway && role === 'master') this.goAlone();
    if (connection === 'offline' && role === 'starting') void this.startAlone();
    if (cameBack && (role === 'master' || role === 'starting')) void this.arrive();
    if (online && this.solo === null && role === 'master' && state !== null) this.remember(state);
    this.showTarget();
  }

  /** What the venue last said is kept for the day on which it can't be asked. */
  private remember(state: PlaybackState): void {
    this.memory?.change({ state });
    this.keeper?.show(state);
  }

  private onMasterChanged(device: string): void {
    if (device !== this.registration.device && this.snapshot.role === 'master') this.becomeFollower(false);
  }

  private onCommand(command: string, value: unknown): void {
    if (command === 'FADE_OUT_STOP') this.playback?.fadeOut(typeof value === 'number' ? value : 5);
    if (command === 'EMERGENCY_STOP') this.playback?.stopNow();
  }

  private tick(): void {
    if (this.solo !== null) this.pilot?.progress(this.deckReport());
    this.playback?.sync();
  }

  private async heartbeat(): Promise<void> {
    const { role } = this.snapshot;
    if (this.connection.getSnapshot().connection !== 'online' || (role !== 'master' && role !== 'starting')) return;
    if (role === 'starting' || this.solo !== null) return this.arrive();
    try {
      if (!(await this.registration.heartbeat(this.position() ?? 0))) await this.arrive();
    } catch (error) {
      this.onReportFailed(error);
    }
  }

  private async askForFreePlace(): Promise<void> {
    if (this.snapshot.role === 'follower') await this.arrive();
  }

  private deckReport(): DeckReport | null {
    return this.playback?.report(this.target?.state.nowPlaying.item_id ?? null) ?? null;
  }

  private get target(): Target | null {
    const { solo } = this;
    if (solo !== null) return { state: solo.state, next: upcomingOf(solo, this.facts), isVenue: false };
    const { state } = this.connection.getSnapshot();
    return state === null ? null : { state, next: nextOf(state, this.facts), isVenue: true };
  }

  private showTarget(): void {
    const { target } = this;
    this.publish({ shown: target?.state ?? this.memory?.get().state ?? null, isAlone: this.solo !== null });
    // While it comes home, the player follows neither side's half of the story.
    this.playback?.show(target);
  }

  private onShelf(): void {
    this.pilot?.lookAhead();
    this.showcase.count(this.shelf, this.facts, this.target?.state ?? null, this.memory?.get().rotation ?? []);
  }

  private onUnregistered(error: unknown): void {
    if (this.snapshot.role === 'master' && isAway(error)) this.goAlone();
    else this.publish({ problem: explain(error) });
  }

  /** A lost report is made good by the next one; only losing the room to another window matters. */
  private readonly onReportFailed = (error: unknown): void => {
    if (hasCode(error, 'not_master')) this.becomeFollower(false);
  };

  private publish(fields: Partial<PlayerSnapshot>): void {
    this.showcase.publish(fields);
  }
}
