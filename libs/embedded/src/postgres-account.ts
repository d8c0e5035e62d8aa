import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The system account PostgreSQL runs as, when we are root: it refuses to be root itself. */
export interface Account {
  uid: number;
  gid: number;
}

const accountName = 'postgres';

/** The account for PostgreSQL, made when there is none; null when we are not root and it runs as ourselves. */
export async function postgresAccount(): Promise<Account | null> {
  if (userInfo().uid !== 0) return null;
  const found = await lookUp();
  if (found !== null) return found;
  await createAccount();
  const created = await lookUp();
  if (created === null) throw new Error(`The account ${accountName} was made but cannot be found`);
  return created;
}

async function lookUp(): Promise<Account | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', accountName]), run('id', ['-g', accountName])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

async function createAccount(): Promise<void> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', accountName]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `PostgreSQL does not run as root, and the account "${accountName}" for it could not be made (${reason}). ` +
        'Start DJAMMS as an ordinary user, or make that account.',
    );
  }
}

/** Whether the account may pass through every folder above `path` and into it (it need not exist yet). */
export async function canReach(account: Account | null, path: string): Promise<boolean> {
  if (account === null) return true;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found !== null && !mayEnter(account, found)) return false;
    if (folder === dirname(folder)) return true;
  }
}

function mayEnter(account: Account, folder: { mode: number; uid: number; gid: number }): boolean {
  if (folder.uid === account.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === account.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
