import { type RequestStatus } from '@djamms/contracts';
import { artistKey } from '../src/playback/domain/artist-key';
import { type Decision } from '../src/playback/domain/decide';
import { type Effect, type NewRequest } from '../src/playback/domain/effects';
import { type Input, type MadeRequest, type RequestFacts } from '../src/playback/domain/input';
import { hasRoom } from '../src/playback/domain/queue';
import { type Song } from '../src/playback/domain/state';
import { MemoryVenue } from './memory-venue';

export interface StoredRequest extends MadeRequest {
  askedAt: number;
}

const waiting: readonly RequestStatus[] = ['pending', 'approved', 'queued'];
export const isWaiting = ({ status }: Pick<MadeRequest, 'status'>): boolean => waiting.includes(status);
export const isKept = ({ status }: Pick<MadeRequest, 'status'>): boolean =>
  status !== 'rejected' && status !== 'refunded';

/** A venue in memory together with what its guests asked for. */
export class RequestVenue extends MemoryVenue {
  readonly requests: StoredRequest[] = [];
  private readonly lastPlays = new Map<string, number>();

  /** A guest asks; the request, or the one that was there before. */
  async ask(song: Song, requesterId = 'guest', more: Partial<NewRequest> = {}): Promise<StoredRequest> {
    const id = this.dice.newId();
    const request = { id, requesterId, song, credit: 0, paymentId: null, addedBy: null, ...more };
    const facts = this.lookUp(request);
    await this.act({ kind: 'request', request, facts });
    return this.find(facts.own?.id ?? id);
  }

  approve(request: MadeRequest): Promise<Decision> {
    return this.act({ kind: 'approve_request', request: { ...request } });
  }

  reject(request: MadeRequest, reason: string | null = null): Promise<Decision> {
    return this.act({ kind: 'reject_request', request: { ...request }, reason });
  }

  withdraw(request: MadeRequest): Promise<Decision> {
    return this.act({ kind: 'withdraw_request', request: { ...request } });
  }

  async loseTrack(trackId: string): Promise<void> {
    const requests = this.requests.filter((each) => isWaiting(each) && each.song.trackId === trackId);
    await this.act({ kind: 'track_gone', trackId, removed: this.drop(trackId), requests });
  }

  override async act(input: Input): Promise<Decision> {
    const decision = await super.act(input);
    for (const effect of decision.effects) this.follow(effect);
    if (this.state.approved > 0 && hasRoom(this.state)) await this.letIn();
    return decision;
  }

  protected override isAskedFor(trackId: string): boolean {
    const isOpen = (request: StoredRequest): boolean => isWaiting(request) || request.status === 'playing';
    return this.requests.some((request) => isOpen(request) && request.song.trackId === trackId);
  }

  find(id: string): StoredRequest {
    const found = this.requests.find((request) => request.id === id);
    if (!found) throw new Error('A request is lost');
    return found;
  }

  private async letIn(): Promise<void> {
    const requests = this.requests.filter(({ status }) => status === 'approved').map((request) => ({ ...request }));
    const decision = await super.act({ kind: 'queue_approved', requests });
    for (const effect of decision.effects) this.follow(effect);
  }

  private lookUp({ requesterId, song }: NewRequest): RequestFacts {
    const { artist_window_minutes: minutes, max_per_artist: limit } = this.state.requestRules;
    const ofTrack = this.requests.filter((request) => request.song.trackId === song.trackId);
    const own = ofTrack.find(
      (request) => request.requesterId === requesterId && (isWaiting(request) || request.status === 'playing'),
    );
    const ofArtist = this.requests.filter(
      (request) =>
        isKept(request) &&
        artistKey(request.song.artist) === artistKey(song.artist) &&
        request.askedAt > this.now - minutes * 60_000,
    );
    const inQueue = this.items('priority').some((item) => item.song.trackId === song.trackId);
    return {
      own: own ? { id: own.id, paymentId: own.paymentId } : null,
      isWaiting: inQueue || ofTrack.some(isWaiting),
      waitingOfGuest: this.requests.filter((request) => request.requesterId === requesterId && isWaiting(request))
        .length,
      waiting: this.requests.filter(isWaiting).length,
      artistAskedAt: ofArtist
        .map(({ askedAt }) => askedAt)
        .toSorted((a, b) => b - a)
        .slice(0, limit),
      lastPlayedAt: this.lastPlays.get(song.trackId) ?? null,
    };
  }

  private follow(effect: Effect): void {
    switch (effect.kind) {
      case 'open_request':
        this.requests.push({ ...effect.request, status: 'pending', ending: null, itemId: null, askedAt: this.now });
        return;
      case 'request_changed': {
        const { fate } = effect;
        Object.assign(this.find(effect.requestId), {
          status: fate.status,
          ending: fate.status === 'rejected' ? fate.ending : null,
          itemId: fate.status === 'queued' || fate.status === 'playing' ? fate.itemId : null,
        });
        return;
      }
      case 'reject_queued':
        for (const request of this.requests.filter(({ status }) => status === 'queued'))
          Object.assign(request, { status: 'rejected', ending: effect.ending, itemId: null });
        return;
      case 'track_finished':
        if (effect.fact.trackId) this.lastPlays.set(effect.fact.trackId, this.now);
        return;
      default:
    }
  }
}
