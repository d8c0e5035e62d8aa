import { type ServiceName } from '@djamms/contracts';
import { spawnSystem, type SpawnedSystem } from '@djamms/testing';
import { Client } from 'pg';
import { type Evidence } from './checker';
import { Faults, type Victim } from './faults';
import { type Ground } from './ground';
import { type Journal } from './journal';
import { type Random } from './random';
import { MortalServers } from './servers';
import { readStory } from './story';

/** Processes; the gateways twice, as only they leave a player alone. */
const mortals: readonly [ServiceName, number][] = [
  ['gateway', 0],
  ['gateway', 1],
  ['playlist', 0],
  ['playlist', 1],
  ['music', 0],
  ['monitoring', 0],
  ['scheduler', 0],
];

/** A system of this run's own, with a PostgreSQL and a NATS that die too, and whose books can be read. */
export class OwnGround implements Ground {
  private constructor(
    private readonly servers: MortalServers,
    private readonly system: SpawnedSystem,
  ) {}

  static async make(): Promise<OwnGround> {
    const servers = await MortalServers.start();
    try {
      const env = { NATS_URL: servers.natsUrl, DATABASE_URL: servers.databaseUrl };
      return new OwnGround(servers, await spawnSystem({ replicas: { gateway: 2, playlist: 2 }, env }));
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  get urls(): string[] {
    return [this.system.url(0), this.system.url(1)];
  }

  faults(journal: Journal, random: Random): Faults {
    return new Faults([...this.servers.victims, ...processVictims(this.system)], journal, random);
  }

  async ready(): Promise<void> {
    for (const [service, replica] of mortals) await this.system.process(service, replica).ready();
  }

  async books(venueId: string): Promise<Pick<Evidence, 'story' | 'commandLog' | 'plays'>> {
    const database = new Client({ connectionString: this.servers.databaseUrl });
    await database.connect();
    try {
      return {
        story: await readStory(this.servers.natsUrl, this.system.place.natsPrefix, venueId),
        commandLog: await commandLog(database, venueId),
        plays: await plays(database, venueId),
      };
    } finally {
      await database.end();
    }
  }

  async stop(): Promise<void> {
    await this.system.stop();
    await this.servers.stop();
  }
}

function processVictims(system: SpawnedSystem): Victim[] {
  const victims = mortals.map(([service, replica]) => ({
    name: `${service} ${replica + 1}`,
    kill: () => system.kill(service, 'SIGKILL', replica),
    start: () => Promise.resolve(system.process(service, replica).start()),
  }));
  return [...victims, ...victims.filter(({ name }) => name.startsWith('gateway'))];
}

async function commandLog(database: Client, venueId: string): Promise<Evidence['commandLog']> {
  const { rows } = await database.query<{ commandId: string; revision: string }>(
    'SELECT command_id AS "commandId", revision FROM playlist.command_log WHERE venue_id = $1',
    [venueId],
  );
  return rows.map(({ commandId, revision }) => ({ commandId, revision: Number(revision) }));
}

async function plays(database: Client, venueId: string): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>('SELECT id FROM music.playback_history WHERE venue_id = $1', [
    venueId,
  ]);
  return rows.map(({ id }) => id);
}
