import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Limiter } from '../../audio/limiter';

/** Copies at once: with uploads of at most 50 MB, they never take more than 200 MB of the disk. */
const atOnce = 4;
/** Longer than anything is done with a copy: what is older was left by a process that died. */
const abandonedMs = 60 * 60_000;

/** Gives outside programs a file of what lies elsewhere: in a folder of its own, which is gone afterwards. */
export class LocalCopies {
  private readonly places = new Limiter(atOnce);
  private isSwept = false;

  constructor(private readonly folder = join(tmpdir(), `djamms-copies-${process.getuid?.() ?? 'shared'}`)) {}

  async use<T>(open: () => Promise<Readable>, use: (path: string) => Promise<T>): Promise<T> {
    return this.places.run(async () => {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      await this.sweep();
      const folder = await mkdtemp(join(this.folder, 'copy-'));
      try {
        const path = join(folder, 'object');
        await pipeline(await open(), createWriteStream(path, { mode: 0o600 }));
        return await use(path);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  }

  /** Once. Other processes on this machine may use the folder too: only what is old goes. */
  private async sweep(): Promise<void> {
    if (this.isSwept) return;
    this.isSwept = true;
    for (const name of await readdir(this.folder)) {
      const path = join(this.folder, name);
      const found = await stat(path).catch(() => null);
      if (found && Date.now() - found.mtimeMs > abandonedMs) await rm(path, { recursive: true, force: true });
    }
  }
}
