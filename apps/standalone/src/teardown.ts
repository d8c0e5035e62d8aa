import { type KeptAlive } from './kept-alive';

type Undo = () => Promise<void>;

/** Everything that was started, to be stopped in the reverse order. */
export class Teardown {
  private readonly undos: Undo[] = [];
  private readonly servers: KeptAlive[] = [];

  push(undo: Undo): void {
    this.undos.push(undo);
  }

  pushServer(server: KeptAlive): void {
    this.servers.push(server);
    this.push(() => server.stop());
  }

  /** Stops all; one failure holds up no other. @returns what failed. */
  async run(): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (let undo = this.undos.pop(); undo !== undefined; undo = this.undos.pop()) {
      await undo().catch((error: unknown) => failures.push(error));
    }
    return failures;
  }

  /** For an end that cannot wait: the servers are told to stop, and do so after we are gone. */
  abandon(): void {
    for (const server of this.servers) server.abandon();
  }
}
