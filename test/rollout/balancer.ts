import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

const lookEveryMs = 250;
const lookPatienceMs = 1_000;

interface Target {
  url: URL;
  ready: boolean;
}

/**
 * What stands before the replicas of a service in a cluster: it looks at /health/ready of each, four times a second, and gives
 * new connections in turn to those that are ready. A connection stays where it is, whatever becomes of its replica.
 */
export class Balancer {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  private readonly looking: ReturnType<typeof setInterval>;
  private turn = 0;

  private targets: readonly Target[] = [];

  private constructor() {
    this.server = createServer({ allowHalfOpen: true }, (client) => this.join(client));
    this.looking = setInterval(() => void this.look(), lookEveryMs);
  }

  /** @param urls their http origins; none while they are not known yet */
  static async start(urls: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer();
    await balancer.follow(urls);
    await new Promise<void>((resolve) => balancer.server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  /** Gives new connections to these from now on. */
  async follow(urls: readonly string[]): Promise<void> {
    if (urls.some((url) => !url.startsWith('http:'))) throw new Error('Several addresses have to be of http');
    this.targets = urls.map((url) => ({ url: new URL(url), ready: false }));
    await this.look();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    clearInterval(this.looking);
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async look(): Promise<void> {
    await Promise.all(
      this.targets.map(async (target) => {
        target.ready = await isReady(target.url);
      }),
    );
  }

  private join(client: Socket): void {
    const ready = this.targets.filter((target) => target.ready);
    const target = ready[this.turn++ % Math.max(1, ready.length)];
    this.keep(client);
    if (target === undefined) return void client.destroy();
    const server = connect({ host: target.url.hostname, port: Number(target.url.port || 80), allowHalfOpen: true });
    this.keep(server);
    // When one side goes without a word, the other one is told so.
    server.on('error', () => client.resetAndDestroy());
    client.on('error', () => server.resetAndDestroy());
    client.pipe(server).pipe(client);
  }

  private keep(socket: Socket): void {
    socket.setNoDelay(true);
    this.open.add(socket);
    socket.on('close', () => this.open.delete(socket));
  }
}

const isReady = (url: URL): Promise<boolean> =>
  fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(lookPatienceMs) }).then(
    async (answer) => {
      await answer.arrayBuffer();
      return answer.ok;
    },
    () => false,
  );
