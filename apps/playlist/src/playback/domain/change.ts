import { DomainError, type ErrorDefinition } from '@djamms/contracts';
import { type Effect } from './effects';
import { type Heads, type Surroundings, type VenueState } from './state';

/** A decision in the making: a copy of the state that rules change, and the effects they ask for. */
export class Change {
  readonly state: VenueState;
  readonly effects: Effect[] = [];

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
    this.effects.push(...effects);
  }
}

/** As deep as rules write; items, songs and settings are replaced, never changed in place. */
const copyOf = (state: VenueState): VenueState => ({
  ...state,
  counts: { ...state.counts },
  deck: state.deck && { ...state.deck },
  master: state.master && { ...state.master },
});

export function refuse(error: ErrorDefinition, detail: string): never {
  throw new DomainError(error, detail);
}

export function assertNever(value: never): never {
  throw new TypeError(`No rule for ${JSON.stringify(value)}`);
}
