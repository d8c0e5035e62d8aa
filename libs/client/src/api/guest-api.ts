import { openGuestSession } from '@djamms/contracts';
import { type Caller, callerWith } from './api';
import { GuestKeeper, type GuestStorage } from './guest-keeper';
import { type Fetch, sender } from './transport';

export interface GuestApiOptions {
  /** The venue's short name in addresses, or its id. */
  slug: string;
  storage: GuestStorage;
  /** Where the API is; `/api` of the same origin unless given. */
  baseUrl?: string;
  fetch?: Fetch;
  exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
  now?: () => number;
}

/** The REST client of a guest: calls need no account, only the venue's address. */
export interface GuestApi extends Caller {
  readonly guest: GuestKeeper;
}

export function createGuestApi(options: GuestApiOptions): GuestApi {
  const send = sender(options.baseUrl ?? '/api', options.fetch);
  const guest: GuestKeeper = new GuestKeeper({
    slug: options.slug,
    storage: options.storage,
    open: (input) => caller.call(openGuestSession, input),
    exclusively: options.exclusively ?? ((work) => work()),
    now: options.now ?? Date.now,
  });
  const caller = callerWith(send, guest);
  return { guest, call: (contract, input, callOptions) => caller.call(contract, input, callOptions) };
}
