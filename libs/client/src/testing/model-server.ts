import {
  type NowPlaying,
  PlayerSettings,
  type PlaybackState,
  type Queue,
  type RealtimeMessage,
} from '@djamms/contracts';
import { type IncomingMessage } from '../realtime/venue-state';
import { silence, stateAt, venueId } from './playback-state';

/** The parts of the state that a change can touch; each is one message. */
export type Part = 'settings' | 'nowPlaying' | 'queue' | 'rules' | 'master';

interface Change {
  revision: number;
  messages: RealtimeMessage[];
}

/** What the model answers a join with: the least it may, everything, or what an older copy of it knows. */
export type AnswerKind = 'least' | 'everything' | 'outdated';

/**
 * A venue's server, small enough to be obviously right: each change raises the revision by one and sends several
 * messages; windows that come back get what they missed, or everything. What it sends lies on a line that the test
 * delivers, doubles, delays or cuts.
 */
export class ModelServer {
  state: PlaybackState = stateAt(10);
  /** Sent and not delivered yet, in order. */
  line: IncomingMessage[] = [];
  /** The newest message of each change that is remembered. */
  private log: Change[] = [];
  private earlier: PlaybackState = this.state;
  private newest: IncomingMessage[] = [];

  constructor(private readonly remembered: number) {}

  /** Its parts all show the revision, so that a state that mixes revisions is seen at once. */
  change(touched: readonly Part[], windowIsThere: boolean): void {
    this.earlier = this.state;
    const revision = this.state.revision + 1;
    const messages = touched.map((part) => this.messageOf(part, revision));
    this.state = { ...this.state, revision, serverTime: 1_000 + revision };
    for (const part of touched) this.state = { ...this.state, ...this.partAt(part, revision) };
    this.log = [...this.log, { revision, messages }].slice(-this.remembered);
    this.newest = messages.map((message) => ({ venueId, revision, serverTime: 1_000 + revision, ...message }));
    if (windowIsThere) this.line.push(...this.newest);
  }

  answer(lastRevision: number | undefined, kind: AnswerKind): unknown {
    const state = kind === 'outdated' ? this.earlier : this.state;
    if (kind === 'outdated') this.catchUpLater();
    const { revision, serverTime } = state;
    if (kind === 'everything' || lastRevision === undefined || lastRevision > revision)
      return { status: 'joined', state };
    if (lastRevision === revision) return { status: 'unchanged', revision, serverTime };
    const missed = this.log.filter((change) => change.revision > lastRevision && change.revision <= revision);
    if (missed.length < revision - lastRevision) return { status: 'joined', state };
    const newest = new Map(missed.flatMap(({ messages }) => messages.map((message) => [message.type, message])));
    return { status: 'resumed', revision, serverTime, messages: [...newest.values()] };
  }

  /** A copy that is behind has the newest change still before it, and tells it when it comes there. */
  private catchUpLater(): void {
    const { revision } = this.state;
    this.line = [...this.newest, ...this.line.filter((message) => message.revision !== revision)];
  }

  private messageOf(part: Part, revision: number): RealtimeMessage {
    switch (part) {
      case 'settings':
        return { type: 'PLAYER_SETTINGS_UPDATE', payload: settingsAt(revision) };
      case 'nowPlaying':
        return { type: 'NOW_PLAYING_UPDATE', payload: songAt(revision) };
      case 'queue':
        return { type: 'QUEUE_UPDATE', payload: queueAt(revision) };
      case 'rules':
        return { type: 'REQUEST_RULES_UPDATE', payload: { rules: this.rulesAt(revision) } };
      case 'master':
        return { type: 'MASTER_CHANGED', payload: { device_id: `device ${revision}`, epoch: revision } };
    }
  }

  private partAt(part: Part, revision: number): Partial<PlaybackState> {
    switch (part) {
      case 'settings':
        return { settings: settingsAt(revision) };
      case 'nowPlaying':
        return { nowPlaying: songAt(revision) };
      case 'queue':
        return { queue: queueAt(revision) };
      case 'rules':
        return { requestRules: this.rulesAt(revision) };
      case 'master':
        return {
          player: {
            player_id: venueId,
            device_id: `device ${revision}`,
            user_agent: null,
            epoch: revision,
            last_heartbeat: revision,
            connected: true,
          },
        };
    }
  }

  private rulesAt(revision: number) {
    return { ...this.state.requestRules, max_duration: 30 + revision };
  }
}

const settingsAt = (revision: number): PlayerSettings => PlayerSettings.parse({ shuffle_seed: revision });
const songAt = (revision: number): NowPlaying => ({ ...silence, position: revision });
const queueAt = (revision: number): Queue => ({
  active_queue: [],
  priority_queue: [],
  active_total: revision,
  priority_total: 0,
});
