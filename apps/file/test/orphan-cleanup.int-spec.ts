import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { cleanUpFiles } from '@djamms/contracts';
import { unlike } from './audio-vectors';
import { FileSystem } from './file-system';

describe('the clean-up of orphans', () => {
  let files: FileSystem;
  beforeAll(async () => {
    files = await FileSystem.start();
  });
  afterAll(() => files.stop());

  it('removes what no track holds, and claims what one does', async () => {
    const [held, orphan] = [(await files.upload(unlike())).body, (await files.upload(unlike())).body];
    const keys = [held, orphan].map(({ id }) => files.tracks.get(id)?.filePath);
    files.tracks.delete(orphan.id);
    const database = files.test.get('file', DataSource);
    await database.query("UPDATE files SET state = 'stored', created_at = now() - interval '2 hours'");
    const unfinished = join(files.storageFolder, 'temporary/left-by-a-crash.part');
    await writeFile(unfinished, 'half');
    await utimes(unfinished, new Date(0), new Date(0));
    const fresh = (await files.upload(unlike())).body;
    await database.query("UPDATE files SET state = 'stored' WHERE id = $1", [fresh.fileId]);

    const scheduler = files.test.asService('scheduler');
    // Two at once, as when a run is repeated: whichever does it, no file is counted or taken twice.
    const runs = await Promise.all([scheduler.request(cleanUpFiles, {}), scheduler.request(cleanUpFiles, {})]);
    const sum = (of: 'orphans' | 'claimed'): number => runs.reduce((all, run) => all + run[of], 0);
    expect({ orphans: sum('orphans'), claimed: sum('claimed') }).toEqual({ orphans: 1, claimed: 1 });
    expect(runs.some(({ temporary }) => temporary === 1)).toBe(true);
    const stored = await files.stored();
    expect(stored).toEqual([keys[0], files.tracks.get(fresh.id)?.filePath].sort());
    const states = await database.query<{ id: string; state: string }[]>('SELECT id, state FROM files');
    expect(new Map(states.map(({ id, state }) => [id, state]))).toEqual(
      new Map([
        [held.fileId, 'claimed'],
        [fresh.fileId, 'stored'],
      ]),
    );
  });
});
