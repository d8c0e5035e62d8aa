import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canReach } from './postgres-account';

/** Ids that own nothing here. */
const stranger = { uid: 54_321, gid: 54_321 };

describe('whether PostgreSQL’s account can reach a folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'djamms-reach-'));
    await mkdir(join(folder, 'inner'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is no while any folder above it is closed, and yes when all let others pass', async () => {
    await chmod(folder, 0o700);
    expect(await canReach(stranger, join(folder, 'inner'))).toBe(false);
    await chmod(folder, 0o711);
    expect(await canReach(stranger, join(folder, 'inner'))).toBe(true);
  });

  it('is decided by what is there when the folder itself is still to be made', async () => {
    await chmod(folder, 0o711);
    expect(await canReach(stranger, join(folder, 'inner', 'new', 'newer'))).toBe(true);
  });

  it('is yes when it runs as ourselves', async () => {
    await chmod(folder, 0o700);
    expect(await canReach(null, folder)).toBe(true);
  });
});
