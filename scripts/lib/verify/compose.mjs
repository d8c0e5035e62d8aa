import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../paths.mjs';
import { until } from './waiting.mjs';

/** The processes of DJAMMS in the compose file, the public one first. */
export const processes = ['gateway', 'auth', 'music', 'playlist', 'search', 'scheduler', 'monitoring', 'file'];
export const servers = ['postgres', 'nats', 'elasticsearch'];

/** The whole system by docker/compose.yaml, under a name, a port and with secrets of its own. */
export class ComposeSystem {
  /** @param {{ name: string, port: number, folder: string, buildNetwork?: string }} settings */
  constructor(commands, settings) {
    this.commands = commands;
    this.settings = settings;
    this.url = `http://127.0.0.1:${settings.port}`;
    this.secrets = join(settings.folder, 'secrets.env');
    this.files = [inRoot('docker/compose.yaml'), ...this.overrides()];
  }

  /** Makes the secrets as an operator does. */
  async prepare() {
    await this.commands.output('sh', [inRoot('docker/make-secrets.sh'), this.secrets]);
  }

  compose(args, options) {
    return this.commands.output('docker', ['compose', ...this.project(), ...args], options);
  }

  build() {
    return this.compose(['build', 'gateway', 'file'], { seconds: 1800 });
  }

  /** Starts what is not running; resolves with the seconds until every health check is content. */
  async up(args = []) {
    const startedAt = performance.now();
    await this.compose(['up', '-d', '--no-build', '--wait', '--wait-timeout', '600', ...args], { seconds: 660 });
    return (performance.now() - startedAt) / 1000;
  }

  scaleServices(replicas) {
    const scaled = processes.filter((name) => name !== 'gateway');
    return this.up(scaled.flatMap((name) => ['--scale', `${name}=${replicas}`]));
  }

  /** `{ name, service, state, health, exitCode }` of every container, those that ended too. */
  async containers() {
    const lines = (await this.compose(['ps', '-a', '--format', 'json'])).trim().split('\n').filter(Boolean);
    return lines.map((line) => {
      const { Name: name, Service: service, State: state, Health: health, ExitCode: exitCode } = JSON.parse(line);
      return { name, service, state, health, exitCode };
    });
  }

  /** Resolves with the seconds until every container that should run is healthy. */
  untilHealthy(options) {
    const lasting = (containers) => containers.filter(({ service }) => service !== 'migrate');
    return until(
      'All containers are healthy',
      async () => {
        const unwell = lasting(await this.containers()).filter(({ health }) => health !== 'healthy');
        if (unwell.length > 0) throw new Error(unwell.map(({ name, health, state }) => `${name} ${health || state}`));
        return true;
      },
      options,
    );
  }

  /** Restarts one container as a host does, with the time it has to end in peace. */
  restart(container) {
    return this.commands.output('docker', ['restart', '-t', '60', container], { seconds: 120 });
  }

  inspect(kind, names, format) {
    return this.commands.output('docker', [kind, 'inspect', '--format', format, ...names]);
  }

  /** `[name, used, limit]` in MB for every running container. */
  async memory() {
    const names = (await this.containers()).filter(({ state }) => state === 'running').map(({ name }) => name);
    const format = '{{.Name}}\t{{.MemUsage}}';
    const lines = await this.commands.output('docker', ['stats', '--no-stream', '--format', format, ...names]);
    return lines
      .trim()
      .split('\n')
      .map((line) => line.split(/\t| \/ /))
      .sort(([a], [b]) => a.localeCompare(b));
  }

  /** With everything it kept. */
  remove() {
    return this.compose(['--profile', '*', 'down', '--volumes', '--remove-orphans', '--timeout', '30'], {
      seconds: 180,
    });
  }

  project() {
    return ['-p', this.settings.name, '--env-file', this.secrets, ...this.files.flatMap((file) => ['-f', file])];
  }

  /** What this machine needs, beside the product's own file. */
  overrides() {
    const { buildNetwork, folder } = this.settings;
    if (buildNetwork === undefined) return [];
    const file = join(folder, 'build.json');
    const build = { build: { network: buildNetwork } };
    writeFileSync(file, JSON.stringify({ services: { gateway: build, file: build } }));
    return [file];
  }
}
