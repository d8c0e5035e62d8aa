import { type DjammsSocket } from '../socket';

type Connection = DjammsSocket['conn'];

/** Beyond one of them a window is behind: it gets the newest state instead of everything that waits. */
const maxPackets = 128;
const maxBytes = 1_000_000;

/** What waits in one connection's buffer because the one before it has not gone out yet. */
export class WaitingPackets {
  private packets = 0;
  private bytes = 0;

  /** @param onFull called with each packet that is one too many. */
  constructor(
    private readonly connection: Connection,
    onFull: () => void,
  ) {
    connection.on('packetCreate', ({ data }: { data?: string | Buffer }) => {
      this.packets += 1;
      this.bytes += data?.length ?? 0;
      if (this.isFull) onFull();
    });
    connection.on('flush', () => {
      this.packets = 0;
      this.bytes = 0;
    });
  }

  get isFull(): boolean {
    return this.packets > maxPackets || this.bytes > maxBytes;
  }

  /** Nothing waits, and the next packet would leave at once. */
  get isEmpty(): boolean {
    return this.packets === 0 && this.connection.transport.writable;
  }
}
