import { createServer, type Server } from 'node:net';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@djamms/embedded';
import {
  eventually,
  makeDataFolder,
  newOwner,
  processesWith,
  removeDataFolder,
  StandaloneProcess,
  type StandaloneOptions,
} from '@djamms/testing';

const listenOn = (port: number): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer().listen(port, () => resolve(server));
  });

describe('npm start', () => {
  let dataFolder: string;
  let started: StandaloneProcess[];

  const start = async (options: Partial<StandaloneOptions> = {}): Promise<StandaloneProcess> => {
    const process = await StandaloneProcess.spawn({ dataFolder, ...options });
    started.push(process);
    return process;
  };

  beforeEach(async () => {
    started = [];
    dataFolder = await makeDataFolder();
  });
  afterEach(async () => {
    for (const process of started) await process.end('SIGTERM');
    await removeDataFolder(dataFolder);
  });

  it('brings up the whole system, says where it is, and takes it down without a trace on Ctrl-C', async () => {
    const system = await (await start()).ready();
    expect(system.output()).toContain(`http://localhost:${system.port}`);
    expect(system.output()).toContain(dataFolder);

    const ready = await system.rest().get('/health/ready');
    expect(ready.status).toBe(200);
    const page = await system.rest().get<string>('/');
    expect([page.status, page.body]).toEqual([200, expect.stringContaining('<div id="root">')]);
    const owner = await system.rest().registerOwner();
    const status = await owner.rest.get<{ status: string; services: { status: string }[] }>('/api/system/status');
    expect(status.body.status).toBe('ok');
    expect(status.body.services).toHaveLength(8);

    expect(await system.end('SIGINT')).toBe(0);
    expect(system.output()).toContain('Stopped.');
    expect(await processesWith(dataFolder)).toEqual([]);
  });

  it('keeps the data, and takes over from what was left, when it is killed', async () => {
    const owner = newOwner();
    const killed = await (await start()).ready();
    await killed.rest().registerOwner(owner);
    await killed.end('SIGKILL');
    expect(await processesWith(dataFolder)).not.toEqual([]);

    const again = await (await start()).ready();
    const login = await again.rest().post('/api/auth/login', { username: owner.username, password: owner.password });
    expect(login.status).toBe(200);
    expect(await again.end('SIGTERM')).toBe(0);
    expect(await processesWith(dataFolder)).toEqual([]);
  });

  it('starts PostgreSQL and NATS again when they die, and goes on', async () => {
    const system = await (await start()).ready();
    const servers = (await processesWith(dataFolder)).filter(({ command }) => /postgres -D|nats-server/.test(command));
    expect(servers).toHaveLength(2);
    for (const { pid } of servers) process.kill(pid, 'SIGKILL');
    await eventually(() => {
      expect(system.output()).toContain('PostgreSQL is back');
      expect(system.output()).toContain('NATS is back');
    });
    await eventually(async () => expect((await system.rest().get('/health/ready')).status).toBe(200));
    await system.rest().registerOwner();
  });

  it('says what to do when the port is taken', async () => {
    const port = await freePort();
    const other = await listenOn(port);
    const refused = await start({ port });
    expect(await refused.end()).toBe(1);
    expect(refused.output()).toContain(`Port ${port} is in use`);
    expect(refused.output()).toContain(`PORT=${port + 1} npm start`);
    expect(refused.output()).not.toContain('    at ');
    await new Promise((resolve) => other.close(resolve));
  });

  it('refuses a second start on the same data folder, and the first goes on', async () => {
    const first = await (await start()).ready();
    const second = await start();
    expect(await second.end()).toBe(1);
    expect(second.output()).toContain(`running on this data folder already (process ${first.pid})`);
    expect((await first.rest().get('/health/ready')).status).toBe(200);
  });

  it('tells all that is wrong with the configuration at once, and leaves nothing running', async () => {
    const refused = await start({ env: { JWT_EXPIRES_IN: 'soon', ENCRYPTION_KEY: 'short' } });
    expect(await refused.end()).toBe(1);
    expect(refused.output()).toContain('JWT_EXPIRES_IN');
    expect(refused.output()).toContain('ENCRYPTION_KEY');
    expect(await processesWith(dataFolder)).toEqual([]);
  });

  it('stops a start that is under way, and leaves nothing running', async () => {
    const system = await start();
    await eventually(() => expect(system.output()).toContain('PostgreSQL is up'));
    expect(await system.end('SIGINT')).toBe(0);
    expect(await processesWith(dataFolder)).toEqual([]);
  });

  it('keeps secrets to their owner and the log in the data folder', async () => {
    const system = await (await start()).ready();
    expect((await stat(join(dataFolder, 'secrets.json'))).mode & 0o077).toBe(0);
    const secrets = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8')) as Record<string, string>;
    await system.end('SIGTERM');
    const log = await readFile(join(dataFolder, 'logs', 'djamms.log'), 'utf8');
    expect(log.trimEnd().split('\n').length).toBeGreaterThan(10);
    for (const secret of Object.values(secrets)) expect(log + system.output()).not.toContain(secret);
    const commands = (await processesWith('')).map(({ command }) => command).join('\n');
    for (const secret of Object.values(secrets)) expect(commands).not.toContain(secret);
  });
});
