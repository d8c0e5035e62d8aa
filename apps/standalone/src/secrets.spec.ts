import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets } from './secrets';

describe('the secrets of an installation', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'djamms-secrets-'));
    file = join(folder, 'secrets.json');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are made once, stay the same, and only their owner can read them', async () => {
    const made = await loadSecrets(file);
    expect(new Set(Object.values(made)).size).toBe(4);
    expect(await loadSecrets(file)).toEqual(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['secrets.json']);
  });

  it.each(['', '{"jwtSecret":"short"}', 'not json'])(
    'are never replaced when the file is damaged: %j',
    async (text) => {
      await writeFile(file, text);
      await expect(loadSecrets(file)).rejects.toThrow('cannot be read');
    },
  );
});
