import { DomainError, type ErrorDetails, type ErrorDefinition } from '@djamms/contracts';
import { type Effect, type RequestFate } from './effects';
import { type Heads, type Surroundings, type VenueState } from './state';

/** A decision in the making: a copy of the state that rules change, and the effects they ask for. */
export class Change {
  readonly state: VenueState;
  private readonly asked: Effect[] = [];
  private readonly fates = new Map<string, RequestFate>();

  constructor(
    before: VenueState,
    private readonly surroundings: Surroundings,
  ) {
    this.state = copyOf(before);
  }

  get now(): number {
    return this.surroundings.now;
  }

  get heads(): Heads {
    return this.surroundings.heads;
  }

  newId(): string {
    return this.surroundings.newId();
  }

  random(): number {
    return this.surroundings.random();
  }

  do(...effects: Effect[]): void {
    this.asked.push(...effects);
  }

  /** A song may pass several places in one change; its request is told the last of them. */
  decideRequest(requestId: string, fate: RequestFate): void {
    this.fates.set(requestId, fate);
  }

  get effects(): Effect[] {
    const fates = [...this.fates].map(([requestId, fate]): Effect => ({ kind: 'request_changed', requestId, fate }));
    return [...this.asked, ...fates];
  }
}

/** As deep as rules write; items, songs and settings are replaced, never changed in place. */
const copyOf = (state: VenueState): VenueState => ({
  ...state,
  counts: { ...state.counts },
  deck: state.deck && { ...state.deck },
  master: state.master && { ...state.master },
});

export function refuse(error: ErrorDefinition, detail: string, details?: ErrorDetails): never {
  throw new DomainError(error, detail, details);
}

export function assertNever(value: never): never {
  throw new TypeError(`No rule for ${JSON.stringify(value)}`);
}
