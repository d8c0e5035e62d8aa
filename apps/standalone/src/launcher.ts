import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ensurePrograms, MissingProgramsError, portProblem } from '@djamms/embedded';
import {
  ConfigError,
  loadConfig,
  startService,
  surviveStrayErrors,
  untilReady,
  version,
  type Config,
  type RunningService,
  type ServiceDefinition,
  type StartOptions,
} from '@djamms/platform';
import { prepareDataFolder } from './data-folder';
import { startEmbeddedNats } from './embedded-nats';
import { startEmbeddedPostgres } from './embedded-postgres';
import { FolderLock } from './folder-lock';
import { type KeptAlive } from './kept-alive';
import { openLog } from './log';
import { loadSecrets, type Secrets } from './secrets';
import { places as placesOf, type Places, type Settings } from './settings';
import { StartError } from './start-error';
import { type Teardown } from './teardown';
import { networkAddresses, type Terminal } from './terminal';

/** `dist/web`, seen from `dist/apps/standalone/src`. */
const webRoot = resolve(__dirname, '../../../web');

type Services = typeof import('./services.js');

interface Infrastructure {
  databaseUrl: string;
  natsUrl: string;
  ffmpeg: string;
  ffprobe: string;
}

/** Starts everything, in this order: folder, servers, services, gateway. What was started is pushed to `teardown`. */
export class Launcher {
  constructor(
    private readonly settings: Settings,
    private readonly env: NodeJS.ProcessEnv,
    private readonly terminal: Terminal,
    private readonly teardown: Teardown,
    /** Aborted when the person at the terminal does not want to wait for the end of the start. */
    private readonly stopping: AbortSignal,
  ) {}

  private readonly say = (line: string): void => this.terminal.line(`  ${line}`);
  private readonly register = (server: KeptAlive): void => this.teardown.pushServer(server);

  /** @throws StartError, ConfigError or MissingProgramsError with words for the person at the terminal. */
  async start(): Promise<void> {
    const { settings, terminal } = this;
    terminal.line(`DJAMMS ${version}`);
    await FolderLock.refuseIfHeld(placesOf(settings.dataFolder).lock);
    await refuseBusyPort(settings.port);
    const places = await prepareDataFolder(settings.dataFolder);
    const lock = await FolderLock.take(places.lock, settings.port);
    this.teardown.push(() => lock.release());
    terminal.line(`  Data: ${settings.dataFolder}`);
    const secrets = await loadSecrets(places.secrets);
    // The services' code is read while the servers start: they are processes of their own.
    const [infrastructure, services] = await settleAll([this.startServers(places, secrets), import('./services.js')]);
    this.stopping.throwIfAborted();
    const config = this.configure(places, secrets, infrastructure);
    await this.startServices(config, places, services);
    this.greet(places);
  }

  private async startServers(places: Places, secrets: Secrets): Promise<Infrastructure> {
    const [databaseUrl, tools] = await settleAll([this.database(places, secrets), this.tools(places, secrets)]);
    return { databaseUrl, ...tools };
  }

  private async database(places: Places, secrets: Secrets): Promise<string> {
    const { terminal, settings, say, register } = this;
    if (settings.databaseUrl !== undefined) return settings.databaseUrl;
    return terminal.step('PostgreSQL is up', () => startEmbeddedPostgres(places, secrets, say, register));
  }

  /** The programs that npm cannot bring, and NATS, which is one of them. */
  private async tools(places: Places, secrets: Secrets): Promise<Omit<Infrastructure, 'databaseUrl'>> {
    const { terminal, settings, say, register } = this;
    if (settings.natsUrl !== undefined) {
      return { natsUrl: settings.natsUrl, ...(await ensurePrograms(['ffmpeg', 'ffprobe'], say)) };
    }
    const { 'nats-server': program, ...tools } = await ensurePrograms(['nats-server', 'ffmpeg', 'ffprobe'], say);
    const start = () => startEmbeddedNats(program, places, secrets, say, register);
    return { natsUrl: await terminal.step('NATS is up', start), ...tools };
  }

  private configure(places: Places, secrets: Secrets, infrastructure: Infrastructure): Config {
    return loadConfig({
      STORAGE_PATH: places.storage,
      JWT_SECRET: secrets.jwtSecret,
      ENCRYPTION_KEY: secrets.encryptionKey,
      FFMPEG_PATH: infrastructure.ffmpeg,
      FFPROBE_PATH: infrastructure.ffprobe,
      ...(existsSync(webRoot) ? { WEB_ROOT: webRoot } : {}),
      // There is no other replica that windows could go to: who presses Ctrl-C does not wait for a song to its end.
      SHUTDOWN_GRACE: '3',
      ...given(this.env),
      PORT: String(this.settings.port),
      FILE_URL: ownUrl(this.env.HOST, this.settings.port),
      DATABASE_URL: infrastructure.databaseUrl,
      NATS_URL: infrastructure.natsUrl,
    });
  }

  private async startServices(config: Config, places: Places, services: Services): Promise<void> {
    const { logger, flush } = openLog(config, places.log, process.stderr);
    surviveStrayErrors(logger);
    this.teardown.push(async () => flush());
    const { backServices, gateway, registerFileHttp } = services;
    const back = await this.terminal.step(`${backServices.length} services are up`, () =>
      settleAll(backServices.map((definition) => this.startOne(definition, config, { listen: false, logger }))),
    );
    this.stopping.throwIfAborted();
    const file = back.find(({ name }) => name === 'file');
    // Uploads and media are answered by the file service's own code, on the gateway's server.
    const configure: StartOptions['configure'] = async (app) => {
      if (file !== undefined) await registerFileHttp(app.getHttpAdapter().getInstance(), file.app);
    };
    await this.terminal.step('Gateway is up', () => this.startOne(gateway, config, { logger, configure }));
  }

  private async startOne(
    definition: ServiceDefinition,
    config: Config,
    options: StartOptions,
  ): Promise<RunningService> {
    const service = await startService(definition, config, options);
    this.teardown.push(() => service.close());
    await untilReady(service);
    return service;
  }

  private greet(places: Places): void {
    const { terminal, settings } = this;
    terminal.line();
    terminal.line(`Ready after ${terminal.sinceStart()}. Open`);
    terminal.line(`  http://localhost:${settings.port}`);
    for (const address of networkAddresses()) {
      terminal.line(`  http://${address}:${settings.port}  from other devices in this network`);
    }
    terminal.line();
    terminal.line(`Ctrl-C stops it. The log is in ${places.log}`);
  }
}

/** What the person at the terminal is shown: words alone where we know what to do, else the stack. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isExplained =
    error instanceof StartError || error instanceof ConfigError || error instanceof MissingProgramsError;
  return isExplained ? error.message : (error.stack ?? error.message);
}

async function refuseBusyPort(port: number): Promise<void> {
  const problem = await portProblem(port);
  if (problem === 'in-use') {
    throw new StartError(
      `Port ${port} is in use by another program. Stop that, or start DJAMMS on another port:\n` +
        `  PORT=${port + 1} npm start`,
    );
  }
  if (problem === 'not-allowed') {
    throw new StartError(`This account may not use port ${port}. Choose one above 1023:\n  PORT=3000 npm start`);
  }
}

/** Where this process reaches itself: a listener on all addresses is on loopback too. */
const ownUrl = (host: string | undefined, port: number): string =>
  `http://${host && host !== '0.0.0.0' && host !== '::' ? host : '127.0.0.1'}:${port}`;

const given = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** As Promise.all, but waits for the rest when one fails: what is half started can then be stopped. */
async function settleAll<T extends readonly Promise<unknown>[] | []>(work: T) {
  await Promise.allSettled(work);
  return Promise.all(work);
}
