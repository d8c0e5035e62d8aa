import { type VenueConnection } from '@djamms/client';
import { type StatusReport } from './playback';
import { TabClaim } from './tab-claim';

/** This window's place among the players of the venue, and what it says under that name. All calls reject with DomainError. */
export class Registration {
  playerId: string | undefined;
  epoch: number | undefined;
  private tabs: TabClaim | null = null;

  /** @param onYield another window of this browser took over. */
  constructor(
    private readonly venueId: string,
    readonly device: string,
    private readonly connection: VenueConnection,
    private readonly onYield: () => void,
  ) {}

  open(): void {
    this.tabs = new TabClaim(this.venueId, this.onYield);
  }

  close(): void {
    this.tabs?.close();
    this.tabs = null;
  }

  /** Whether this window may play, of all windows of this browser: they are one device to the server. */
  async claim(force: boolean): Promise<boolean> {
    return (await this.tabs?.take(force)) ?? false;
  }

  release(): void {
    this.tabs?.release();
  }

  /** @param force take the place of a living master */
  async register(force: boolean): Promise<'master' | 'same_browser' | 'other_device'> {
    if (!(await this.claim(force))) return 'same_browser';
    const userAgent = navigator.userAgent.slice(0, 512);
    const answer = await this.connection.player('player:register', { deviceId: this.device, userAgent, force });
    if (answer.status === 'conflict') return 'other_device';
    this.playerId = answer.playerId;
    this.epoch = answer.epoch;
    return 'master';
  }

  async ready(): Promise<void> {
    if (this.playerId !== undefined) await this.connection.player('player:ready', { playerId: this.playerId });
  }

  /** @returns false when the venue does not know this player any more. */
  async heartbeat(currentTime: number): Promise<boolean> {
    const { device: deviceId, epoch } = this;
    const { status } = await this.connection.player('player:heartbeat', { deviceId, currentTime, epoch });
    return status === 'updated';
  }

  async status({ state, itemId, deck, revision }: StatusReport): Promise<void> {
    const { position: currentTime, duration } = deck;
    const { playerId } = this;
    await this.connection.player('player:status', { playerId, state, currentTime, duration, itemId, revision });
  }

  async ended(itemId: string, currentTime: number): Promise<void> {
    await this.connection.player('player:status', { playerId: this.playerId, state: 'ended', itemId, currentTime });
  }

  async failed(itemId: string, errorCode: string): Promise<void> {
    await this.connection.player('player:error', { playerId: this.playerId, errorCode, itemId });
  }
}
