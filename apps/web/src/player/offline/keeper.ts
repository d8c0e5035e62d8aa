import { type Api, type VenueConnection } from '@djamms/client';
import {
  DomainError,
  type PlaybackState,
  type Playlist,
  getTrack,
  listPlaylistTracks,
  listPlaylists,
} from '@djamms/contracts';
import { hashOf } from '../../app/accent';
import { type TrackSources } from '../track-sources';
import { type AudioShelf } from './audio-shelf';
import { budgetOf, estimatedBytes, planCache } from './cache-plan';
import { keepCovers } from './covers';
import { type DeviceMemory, type FactBook } from './device-memory';
import { Download } from './download';
import { audioKey } from './track-facts';
import { type Song, wantList } from './want-list';

export interface KeeperWorld {
  api: Api;
  connection: VenueConnection;
  memory: DeviceMemory;
  shelf: AudioShelf;
  facts: FactBook;
  sources: TrackSources;
  /** Whether the song that plays needs the network for itself. */
  isBusy: () => boolean;
}

/** Milliseconds. */
const settleTime = 1_000;
const rotationEvery = 10 * 60_000;
const firstPause = 2_000;
const longestPause = 60_000;
const busyPause = 500;
/** Pages of the default playlist that are looked at, of 200 tracks each. */
const maxPages = 5;
const pageSize = 200;
/** Songs in memory, where the browser keeps nothing on disk: about ten (bytes). */
const memoryRoom = 120 * 1_048_576;

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Keeps on this device what the room will need when the server is away. One download at a time, and never in the way. */
export class Keeper {
  private state: PlaybackState | null = null;
  private running = false;
  private stopped = false;
  private pause = firstPause;
  private room = Infinity;
  private rotationAt = 0;
  /** Tracks that can't be had, until when (ms) they are left alone. */
  private readonly avoided = new Map<string, number>();
  private readonly abort = new AbortController();
  private readonly cleanUp: (() => void)[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly world: KeeperWorld) {
    const { connection } = world;
    this.cleanUp.push(
      connection.on('PLAYLIST_CONTENT_UPDATE', () => this.rotationChanged()),
      connection.on('LIBRARY_UPDATE', ({ track_id: trackId, version, deleted }) => {
        void this.onTrackChanged(trackId, version, deleted);
      }),
    );
  }

  /** The venue moved on; called on every change while this window is its player. */
  show(state: PlaybackState): void {
    this.state = state;
    this.soon();
  }

  stop(): void {
    this.stopped = true;
    this.abort.abort();
    clearTimeout(this.timer);
    for (const work of this.cleanUp.splice(0)) work();
  }

  private soon(delay = settleTime): void {
    if (this.stopped || this.running || this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.run();
    }, delay);
  }

  private get isOnline(): boolean {
    return !this.stopped && this.world.connection.getSnapshot().connection === 'online';
  }

  private async run(): Promise<void> {
    if (this.running || !this.isOnline) return;
    this.running = true;
    try {
      await this.measureRoom();
      if (Date.now() - this.rotationAt > rotationEvery) await this.readRotation();
      while (this.isOnline && (await this.fetchNext()));
      this.pause = firstPause;
    } catch {
      // The server is away or overloaded: more patience at each turn.
      this.pause = Math.min(this.pause * 2, longestPause);
    } finally {
      this.running = false;
    }
    if (this.pause > firstPause) this.soon(this.pause);
  }

  /** @returns whether there may be more to do */
  private async fetchNext(): Promise<boolean> {
    const { facts, shelf } = this.world;
    const list = this.wanted();
    const unknown = list.find((trackId) => facts.get(trackId) === undefined);
    // Facts are small: they come first, so that the plan knows what it plans.
    if (unknown !== undefined) return this.learn(unknown);
    const wanted = list.flatMap((trackId) => {
      const known = facts.get(trackId);
      const key = known === undefined ? null : audioKey(known);
      return known === undefined || key === null ? [] : [{ key, trackId, bytes: estimatedBytes(known.duration) }];
    });
    const { fetch, evict } = planCache(wanted, shelf.list(), this.room);
    for (const key of evict) await shelf.remove(key);
    const next = wanted.find(({ key }) => key === fetch[0]);
    if (next === undefined) return false;
    await this.download(next.key, next.trackId);
    return true;
  }

  private wanted(): string[] {
    const { state } = this;
    if (state === null) return [];
    const { nowPlaying, queue } = state;
    const { facts, memory } = this.world;
    const song = (trackId: string, duration = facts.get(trackId)?.duration ?? 0): Song => ({ trackId, duration });
    const items = [...queue.priority_queue, ...queue.active_queue];
    const rotation = memory.get().rotation.toSorted((a, b) => hashOf(a) - hashOf(b));
    const list = wantList(
      nowPlaying.track_id === null ? null : song(nowPlaying.track_id, nowPlaying.duration),
      items.flatMap((item) => (item.track_id === null ? [] : [song(item.track_id, item.duration)])),
      rotation.map((trackId) => song(trackId)),
    );
    return list.filter((trackId) => (this.avoided.get(trackId) ?? 0) < Date.now());
  }

  private async learn(trackId: string): Promise<boolean> {
    const { api, facts } = this.world;
    try {
      await facts.learn([await api.call(getTrack, { id: trackId })]);
    } catch (error) {
      this.avoidOrThrow(trackId, error);
    }
    return true;
  }

  private async download(key: string, trackId: string): Promise<void> {
    const { sources, facts } = this.world;
    const { signal } = this.abort;
    const file = new Download({ address: () => sources.addressOf(trackId), calm: () => this.calm(), signal });
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.store(key, trackId, await file.run());
        const known = facts.get(trackId);
        if (known !== undefined) keepCovers(known.thumbnailUrl);
        return;
      } catch (error) {
        if (!this.isOnline || attempt === 4) return this.avoidOrThrow(trackId, error, attempt === 4);
        await sources.distrust(trackId, 'network');
        await sleep(firstPause * attempt);
      }
    }
  }

  private async store(key: string, trackId: string, file: Blob): Promise<void> {
    const { shelf } = this.world;
    try {
      await shelf.put(key, trackId, file);
    } catch (error) {
      // The disk is fuller than the browser said: what is here is all there is room for.
      if (error instanceof DOMException && error.name === 'QuotaExceededError') {
        this.room = Math.max(0, Math.min(this.room, shelf.bytes) - file.size);
        return;
      }
      throw error;
    }
  }

  /** A track that is gone or has no file is not asked for again soon; anything else is the server's or network's trouble. */
  private avoidOrThrow(trackId: string, error: unknown, always = false): void {
    const isItsOwn = error instanceof DomainError && error.status < 500 && error.status !== 401 && error.status !== 429;
    if (!isItsOwn && !always) throw error;
    this.avoided.set(trackId, Date.now() + rotationEvery);
  }

  /** The song that plays comes first. */
  private async calm(): Promise<void> {
    while (this.world.isBusy() && !this.stopped) await sleep(busyPause);
  }

  private async measureRoom(): Promise<void> {
    const { shelf } = this.world;
    if (shelf.keepsNothing) this.room = memoryRoom;
    if (Number.isFinite(this.room)) return;
    // Missing on pages without TLS.
    const storage: StorageManager | undefined = navigator.storage;
    const estimate = await storage?.estimate().catch(() => null);
    this.room = budgetOf(estimate ?? null, shelf.bytes);
    await storage?.persist().catch(() => false);
  }

  private rotationChanged(): void {
    this.rotationAt = 0;
    this.soon();
  }

  private async readRotation(): Promise<void> {
    const { api, memory, facts } = this.world;
    const venueId = memory.get().venue.id;
    const { items } = await api.call(listPlaylists, { venueId, pageSize });
    const chosen: Playlist | undefined = items.find(({ isDefault }) => isDefault);
    const rotation: string[] = [];
    for (let page = 1; chosen !== undefined && page <= maxPages; page += 1) {
      const { items: tracks, total } = await api.call(listPlaylistTracks, { id: chosen.id, page, pageSize });
      await facts.learn(tracks.map(({ track }) => track));
      rotation.push(...tracks.filter(({ track }) => track.fileId !== null).map(({ track }) => track.id));
      if (page * pageSize >= total) break;
    }
    memory.change({ rotation });
    this.rotationAt = Date.now();
  }

  private async onTrackChanged(trackId: string, version: number | null, deleted: boolean): Promise<void> {
    const { facts, shelf, api } = this.world;
    const known = facts.get(trackId);
    if (deleted) {
      await facts.forget(trackId);
      await shelf.discard(trackId);
    } else if (known !== undefined && (version === null || version > known.version)) {
      await api.call(getTrack, { id: trackId }).then(
        (track) => facts.learn([track]),
        () => undefined,
      );
      this.soon();
    }
  }
}
