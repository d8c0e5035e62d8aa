import { spawn, type ChildProcess } from 'node:child_process';
import { open, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@djamms/embedded';
import { serverUrls } from './jest/environment';

const startTimeoutMs = 120_000;
/** How `scripts/test.mjs` says where the program is and which Java runs it. */
const homeVariable = 'DJAMMS_TEST_ELASTICSEARCH';
const javaVariable = 'DJAMMS_TEST_JAVA';

/** A real Elasticsearch on loopback, with data of its own, which can be killed and started again on them. */
export class TestElasticsearch {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private readonly machine: readonly string[],
  ) {}

  /**
   * Resolves when it answers.
   * @param speed `of-starting`: up soon, and slow ever after; `of-running`: as it runs in production
   */
  static async start(speed: keyof typeof machines = 'of-starting'): Promise<TestElasticsearch> {
    const folder = await mkdtemp(join(serverUrls().folder, 'elasticsearch-'));
    const server = new TestElasticsearch(folder, await freePort(), machines[speed]);
    await server.restart();
    return server;
  }

  /** Of its process; undefined while it does not run. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Without a warning, as a crash does. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** It takes no time to think while it is frozen, and its connections stay open. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  /** Again, on the same data and the same port. */
  async restart(): Promise<void> {
    const log = await open(join(this.folder, 'log'), 'a');
    try {
      // It ends with its standard input, so that it does not outlive a test run that is killed.
      this.child = spawn(...command(this.folder, this.port, this.machine), {
        stdio: ['pipe', log.fd, log.fd],
        cwd: '/',
      });
    } finally {
      await log.close();
    }
    await this.answering(this.child);
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    await this.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  private async answering(child: ChildProcess): Promise<void> {
    const end = Date.now() + startTimeoutMs;
    while (!(await this.isHealthy())) {
      if (child.exitCode !== null || Date.now() > end) throw await this.failure();
      await sleep(100);
    }
  }

  private async isHealthy(): Promise<boolean> {
    const health = `${this.url}/_cluster/health?wait_for_status=yellow&timeout=1s`;
    return fetch(health).then(
      async (answer) => answer.ok && (await answer.text()).length > 0,
      () => false,
    );
  }

  private async failure(): Promise<Error> {
    const log = await readFile(join(this.folder, 'log'), 'utf8').catch(() => '');
    return new Error(
      `Elasticsearch did not start. Its last words:\n${log.trimEnd().split('\n').slice(-15).join('\n')}`,
    );
  }
}

/** How Java runs it. In production its launcher sets the heap and this collector, and leaves the compilers alone. */
const machines = {
  'of-starting': ['-Xms512m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
  'of-running': [
    '-Xms1g',
    '-Xmx1g',
    '-XX:+UseG1GC',
    '-XX:G1ReservePercent=25',
    '-XX:InitiatingHeapOccupancyPercent=30',
  ],
} as const;

/** As its own launcher starts it. */
function command(folder: string, port: number, machine: readonly string[]): [string, string[]] {
  const { [homeVariable]: home, [javaVariable]: java } = process.env;
  if (home === undefined || java === undefined) {
    throw new Error('This test needs Elasticsearch: run it by `npm test`, which fetches it where it can');
  }
  const options = [
    ...machine,
    '-XX:+ExitOnOutOfMemoryError',
    '--enable-native-access=org.elasticsearch.nativeaccess,org.apache.lucene.core',
    ...[`-Djava.io.tmpdir=${folder}`, '-Djava.awt.headless=true', `-Des.path.home=${home}`],
    ...['-Des.distribution.type=zip', '-Dlog4j.shutdownHookEnabled=false', '-Dlog4j2.disable.jmx=true'],
    ...['-Dio.netty.noUnsafe=true', '-Dio.netty.noKeySetOptimization=true'],
    '-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1',
    ...['--module-path', join(home, 'lib'), '--add-modules=jdk.incubator.vector,jdk.net,ALL-MODULE-PATH'],
    ...['--class-path', join(home, 'node')],
  ];
  return [java, [...options, 'SingleNode', home, join(folder, 'data'), String(port)]];
}
