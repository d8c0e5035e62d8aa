import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { postgresUser } from '@djamms/embedded';
import { type Page, type Track } from '@djamms/contracts';
import {
  announceServers,
  eventually,
  makeDataFolder,
  removeDataFolder,
  spawnSystem,
  StandaloneProcess,
  TestServers,
  type Owner,
  type RestClient,
} from '@djamms/testing';
import { sizeOf, readCopy } from './audio';

/** A running system with an owner in it. */
export interface System {
  name: string;
  /** Of the gateway. */
  url: string;
  /** Where the bytes of media come from, without the gateway between where that is another process. */
  mediaUrl: string;
  /** As the owner of the database cluster. */
  databaseUrl: string;
  storage: string;
  owner: Owner;
  pids: { gateway: number; file: number };
  stop(): Promise<void>;
}

const Secrets = z.object({ databasePassword: z.string() });

/** As a venue's owner runs it: `npm start`, one process with embedded servers. */
export async function startStandalone(): Promise<System> {
  const dataFolder = await makeDataFolder();
  const running = await StandaloneProcess.spawn({ dataFolder });
  const stop = async (): Promise<void> => {
    await running.end('SIGTERM');
    await removeDataFolder(dataFolder);
  };
  return orStop(stop, async () => {
    await running.ready();
    return {
      name: 'one process',
      url: running.url,
      mediaUrl: running.url,
      databaseUrl: await embeddedDatabaseUrl(dataFolder),
      storage: join(dataFolder, 'storage'),
      owner: await running.rest().registerOwner(),
      pids: { gateway: running.pid, file: running.pid },
      stop,
    };
  });
}

async function embeddedDatabaseUrl(dataFolder: string): Promise<string> {
  const { databasePassword } = Secrets.parse(JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8')));
  // The port is the fourth line (PostgreSQL's miscadmin.h, "postmaster.pid").
  const port = (await readFile(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[3];
  return `postgresql://${postgresUser}:${encodeURIComponent(databasePassword)}@127.0.0.1:${port}/djamms`;
}

/** As an operator runs it: eight processes. */
export async function startProcesses(): Promise<System> {
  const servers = await TestServers.start();
  return orStop(
    () => servers.stop(),
    async () => {
      announceServers(servers);
      const spawned = await spawnSystem({ env: { DATABASE_POOL_SIZE: '10' } });
      const stop = async (): Promise<void> => {
        await spawned.stop();
        await servers.stop();
      };
      return {
        name: 'eight processes',
        url: spawned.url(),
        mediaUrl: spawned.process('file').url,
        databaseUrl: spawned.place.database.url,
        storage: join(spawned.place.folder, 'storage'),
        owner: await spawned.rest().registerOwner(),
        pids: { gateway: spawned.process('gateway').pid ?? 0, file: spawned.process('file').pid ?? 0 },
        stop,
      };
    },
  );
}

async function orStop<T>(stop: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs `work` on a system that is stopped afterwards, whatever happens. */
export async function withSystem<T>(start: () => Promise<System>, work: (system: System) => Promise<T>): Promise<T> {
  const system = await start();
  try {
    return await work(system);
  } finally {
    await system.stop();
  }
}

/** Uploads a copy of a made file and waits until its processing is over. */
export async function uploadAndProcess({ owner }: System, file: string): Promise<Track> {
  const { status, body } = await owner.rest.uploadBytes<Track>(await readCopy(file), { name: 'song.mp3' });
  if (status !== 201) throw new Error(`The upload was answered with ${status}: ${JSON.stringify(body)}`);
  await untilProcessed(owner.rest);
  return body;
}

export function untilProcessed(rest: RestClient): Promise<void> {
  return eventually(async () => {
    const { body } = await rest.get<Page<Track>>('/api/music/tracks', { pageSize: 200 });
    const open = body.items.filter(({ processing }) => processing !== 'ready' && processing !== 'failed');
    if (open.length > 0) throw new Error(`${open.length} tracks are being processed`);
  }, 600_000);
}

export const must = <T>({ status, body }: { status: number; body: T }): T => {
  if (status >= 200 && status < 300) return body;
  throw new Error(`The system answered ${status}: ${JSON.stringify(body)}`);
};

export const bearer = ({ owner }: System): Record<string, string> => ({
  authorization: `Bearer ${owner.rest.accessToken ?? ''}`,
});

export { sizeOf };
