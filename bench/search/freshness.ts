import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Page, type Track, type TrackSummary } from '@djamms/contracts';
import { makeMp3, readCopy } from '../lib/audio';
import { must } from '../lib/systems';
import { percentiles } from './load';
import { changeKinds, type ChangeKind, type Freshness } from './results';
import { type SearchSystem } from './system';

const mp3Bytes = 60_000;
const betweenLooksMs = 5;
const patienceMs = 20_000;

/** One change after the other: from the answer to it until a search shows it. */
export async function measureFreshness(system: SearchSystem, changes: number): Promise<Freshness> {
  const folder = await mkdtemp(join(tmpdir(), 'djamms-bench-'));
  const times: Record<ChangeKind, number[]> = { created: [], changed: [], played: [], deleted: [] };
  try {
    const file = await makeMp3(folder, mp3Bytes);
    for (let number = 0; number < changes; number++) {
      const steps = await stepsOf(system, file, number);
      for (const kind of changeKinds) times[kind].push(await steps[kind]());
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return {
    created: percentiles(times.created),
    changed: percentiles(times.changed),
    played: percentiles(times.played),
    deleted: percentiles(times.deleted),
    all: percentiles(Object.values(times).flat()),
  };
}

/** A song comes, another gets a new title and is played, and a third goes. */
async function stepsOf(
  system: SearchSystem,
  file: string,
  number: number,
): Promise<Record<ChangeKind, () => Promise<number>>> {
  const { rest } = system.owner;
  const title = (what: string): string => `Zanzibar ${what} ${number}x${Date.now().toString(36)}`;
  const track = system.tracks[number * 31]!;
  const gone = system.tracks[number * 31 + 7]!;
  const renamed = title('Renamed');
  const named = title('New');
  const bytes = await readCopy(file);
  return {
    created: async () => {
      must(await rest.uploadBytes<Track>(bytes, { name: 'song.mp3', fields: { title: named } }));
      return shown(system, named, (found) => found?.title === named);
    },
    changed: async () => {
      must(await rest.put(`/api/music/tracks/${track.id}`, { title: renamed }));
      return shown(system, renamed, (found) => found?.id === track.id);
    },
    played: async () => {
      const { playCount } = must(
        await rest.post<{ playCount: number }>(`/api/music/tracks/${track.id}/play`, {
          durationPlayed: track.duration,
        }),
      );
      return shown(system, renamed, (found) => found?.playCount === playCount);
    },
    deleted: async () => {
      must(await rest.delete(`/api/music/tracks/${gone.id}`));
      const query = `${gone.title} ${gone.artist}`;
      return shown(system, query, (_, items) => items.every(({ id }) => id !== gone.id));
    },
  };
}

type Shows = (first: TrackSummary | undefined, items: readonly TrackSummary[]) => boolean;

/** Milliseconds until the search shows it. */
async function shown({ owner }: SearchSystem, q: string, shows: Shows): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { items } = must(
      await owner.rest.get<Page<TrackSummary>>('/api/search', { q: q.slice(0, 300), pageSize: 20 }),
    );
    const waited = performance.now() - startedAt;
    if (shows(items[0], items)) return waited;
    if (waited > patienceMs) throw new Error(`A change was not shown in ${patienceMs} ms: ${q}`);
    await sleep(betweenLooksMs);
  }
}
