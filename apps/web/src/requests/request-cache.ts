import { type SongRequest } from '@djamms/contracts';

/** Where a request is on its way: staff has to decide, it waits to be played, it plays, or it is over. */
export type RequestStage = 'decide' | 'waiting' | 'playing' | 'over';

const stages: Record<SongRequest['status'], RequestStage> = {
  pending: 'decide',
  // Decided, and on its way into the queue.
  approved: 'waiting',
  queued: 'waiting',
  playing: 'playing',
  played: 'over',
  rejected: 'over',
  refunded: 'over',
};

export const stageOf = ({ status }: Pick<SongRequest, 'status'>): RequestStage => stages[status];

/** The open requests after news of one of them; news that is older than what is known changes nothing. */
export function withRequest(open: readonly SongRequest[], news: SongRequest): SongRequest[] {
  const known = open.find(({ id }) => id === news.id);
  if (known !== undefined && known.updatedAt > news.updatedAt) return [...open];
  const others = open.filter(({ id }) => id !== news.id);
  return stageOf(news) === 'over' ? others : [...others, news];
}

export interface OpenRequests {
  /** The one that has waited longest first, as all of these. */
  decide: SongRequest[];
  waiting: SongRequest[];
  playing: SongRequest[];
}

export function sortRequests(open: readonly SongRequest[]): OpenRequests {
  const oldestFirst = open.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  const at = (stage: RequestStage): SongRequest[] => oldestFirst.filter((request) => stageOf(request) === stage);
  return { decide: at('decide'), waiting: at('waiting'), playing: at('playing') };
}

/** A guest without an account by a name that stays the same: staff see when one asks for ten songs. */
export const guestName = (requesterId: string): string =>
  `Guest ${requesterId
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(-4)
    .toUpperCase()}`;
