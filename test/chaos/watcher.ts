import { openSocket, VenueConnection } from '@djamms/client';
import { type PlaybackState } from '@djamms/contracts';
import { type Journal } from './journal';

/** What a player needs of its window. */
export interface PlayerLine {
  readonly connection: Pick<VenueConnection, 'player' | 'clock'>;
  readonly state: PlaybackState | null;
  readonly online: boolean;
}

export interface WatcherOptions {
  name: string;
  url: string;
  token: () => Promise<string>;
  venueId: string;
  journal: Journal;
}

/** A window with the client library that all windows use; notes every revision that it shows. */
export class Watcher implements PlayerLine {
  readonly connection: VenueConnection;
  /** Revisions that it has seen as a whole. */
  readonly pictures = new Map<number, PlaybackState>();
  private last: PlaybackState | null = null;

  constructor(private readonly options: WatcherOptions) {
    const { url, token, venueId, journal, name } = options;
    this.connection = new VenueConnection({
      venueId,
      credentials: { token, replace: token },
      openSocket: (socket) => openSocket({ ...socket, url }),
    });
    const seen = journal.watch(name);
    this.connection.subscribe(() => {
      this.keepPicture();
      const revision = this.state?.revision;
      if (revision !== undefined && revision !== seen.revisions.at(-1)) seen.revisions.push(revision);
    });
    this.connection.open();
  }

  get name(): string {
    return this.options.name;
  }

  get state(): PlaybackState | null {
    return this.connection.getSnapshot().state;
  }

  get online(): boolean {
    return this.connection.getSnapshot().connection === 'online';
  }

  /** One revision may come in several messages: it is whole when the next one begins, or when all came at once. */
  private keepPicture(): void {
    const { state, last } = this;
    if (!this.online || state === null) {
      this.last = null;
      return;
    }
    if (last === null || state.revision > last.revision + 1) this.pictures.set(state.revision, state);
    else if (state.revision === last.revision + 1) this.pictures.set(last.revision, last);
    this.last = state;
  }

  close(): void {
    this.connection.close();
  }
}
