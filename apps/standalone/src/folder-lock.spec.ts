import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLock } from './folder-lock';

describe('the lock of a data folder', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'djamms-lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets one in, names it to the next, and lets the next in after the release', async () => {
    const lock = await FolderLock.take(file, 3000);
    await expect(FolderLock.take(file, 3001)).rejects.toThrow(
      /running on this data folder already \(process \d+\).*localhost:3000.*PORT=3001/s,
    );
    await expect(FolderLock.refuseIfHeld(file)).rejects.toThrow('running on this data folder already');
    await lock.release();
    await FolderLock.refuseIfHeld(file);
    await (await FolderLock.take(file, 3001)).release();
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    ['whose process is gone', JSON.stringify({ pid: 2 ** 22 + 1, start: '1', port: 3000 })],
    ['whose pid belongs to another process by now', JSON.stringify({ pid: process.pid, start: 'earlier', port: 3000 })],
    ['that was cut off', '{"pid":'],
  ])('takes over a lock %s', async (_, stale) => {
    await writeFile(file, stale);
    const lock = await FolderLock.take(file, 3000);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  it('lets exactly one of many in that find the same stale lock', async () => {
    await writeFile(file, JSON.stringify({ pid: 2 ** 22 + 1, start: '1', port: 3000 }));
    const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => FolderLock.take(file, 3000)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
