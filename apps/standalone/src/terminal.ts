import { networkInterfaces } from 'node:os';

/** What the person at the terminal is told: one calm line a step, with the time it took. */
export class Terminal {
  constructor(private readonly out: NodeJS.WritableStream = process.stdout) {}

  line(text = ''): void {
    this.out.write(`${text}\n`);
  }

  /** Does `work` and says so when it is done. */
  async step<T>(what: string, work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await work();
    this.line(`  ${what.padEnd(44)} ${seconds(startedAt)}`);
    return result;
  }

  /** Seconds since this process was started, as text. */
  sinceStart(): string {
    return seconds(0);
  }
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** The addresses of this machine in its networks, IPv4, without loopback and without containers' bridges. */
export function networkAddresses(interfaces = networkInterfaces()): string[] {
  return Object.entries(interfaces)
    .filter(([name]) => !/^(docker|br-|veth|virbr|cni|flannel)/.test(name))
    .flatMap(([, addresses]) => addresses ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))
    .map(({ address }) => address);
}
