import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { commandsFor, findProgram, MissingProgramsError } from '.';

describe('finding programs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'djamms-programs-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const place = async (name: string, mode = 0o755): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, '#!/bin/sh\n');
    await chmod(file, mode);
    return file;
  };

  it('takes the first that can be run on the PATH', async () => {
    const file = await place('nats-server');
    expect(await findProgram('nats-server', { PATH: ['/nowhere', folder].join(delimiter) })).toBe(file);
  });

  it('takes Chromium from its variable, and else under any of its names', async () => {
    expect(await findProgram('chromium', { CHROMIUM_PATH: '/my/browser', PATH: folder })).toBe('/my/browser');
    const file = await place('chromium');
    expect(await findProgram('chromium', { PATH: folder })).toBe(file);
  });

  it('names the exact commands for what is missing, each package once', () => {
    expect(commandsFor(['nats-server', 'ffmpeg', 'ffprobe'], 'darwin')).toEqual(['brew install nats-server ffmpeg']);
    const error = new MissingProgramsError(['ffmpeg', 'ffprobe'], 'Please type:');
    expect(error.message).toContain('Not installed: ffmpeg, ffprobe. Please type:');
    expect(commandsFor(['ffmpeg', 'ffprobe'], 'linux')[0]).toContain('sudo apt-get install -y ffmpeg');
  });
});
