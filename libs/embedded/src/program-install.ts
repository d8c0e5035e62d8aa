import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { findProgram, programs, type ProgramName } from './program';

/** What is missing could not be installed; the message says what to type. */
export class MissingProgramsError extends Error {
  constructor(
    readonly missing: readonly ProgramName[],
    reason: string,
  ) {
    const names = missing.map((name) => programs[name].what).join(', ');
    super([`Not installed: ${names}. ${reason}`, ...commandsFor(missing)].join('\n  '));
    this.name = 'MissingProgramsError';
  }
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The commands a person types to install the programs on this system. */
export function commandsFor(names: readonly ProgramName[], platform: NodeJS.Platform = process.platform): string[] {
  if (platform === 'darwin') return [`brew install ${unique(names.map((name) => programs[name].brew)).join(' ')}`];
  const packages = unique(names.map((name) => programs[name].apt)).join(' ');
  return [
    `Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y ${packages}`,
    `elsewhere:       install ${packages} with your package manager, or put the programs on the PATH`,
  ];
}

type Install = (names: readonly ProgramName[]) => Promise<void>;

const quietly = (file: string, args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(file, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2000)));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} ${args.join(' ')} failed: ${complaint.trim()}`)),
    );
  });

const aptInstall: Install = async (names) => {
  await quietly('apt-get', ['update', '-q']);
  const packages = unique(names.map((name) => programs[name].apt));
  await quietly('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages]);
};

const brewInstall: Install = (names) =>
  quietly('brew', ['install', ...unique(names.map((name) => programs[name].brew))]);

const exists = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** How this machine can install programs without asking anybody, or null when it cannot. */
async function installer(): Promise<Install | null> {
  if (process.platform === 'darwin') {
    const brew = ['/opt/homebrew/bin/brew', '/usr/local/bin/brew'];
    return (await Promise.all(brew.map(exists))).includes(true) ? brewInstall : null;
  }
  return userInfo().uid === 0 && (await exists('/usr/bin/apt-get')) ? aptInstall : null;
}

/**
 * Finds the programs, installing what is missing where that needs no password: apt as root, Homebrew.
 * `say` hears what is being installed before it starts, since that can take a minute.
 * @throws MissingProgramsError with the commands to type when something is still missing.
 */
export async function ensurePrograms<N extends ProgramName>(
  names: readonly N[],
  say: (line: string) => void,
): Promise<Record<N, string>> {
  const missing = (await lookUp(names)).missing;
  if (missing.length > 0) await install(missing, say);
  const after = await lookUp(names);
  if (after.missing.length > 0) throw new MissingProgramsError(after.missing, 'Please type:');
  return after.found;
}

async function install(missing: readonly ProgramName[], say: (line: string) => void): Promise<void> {
  const method = await installer();
  if (method === null) throw new MissingProgramsError(missing, 'Please type:');
  say(`Installing ${unique(missing.map((name) => programs[name].what)).join(', ')}`);
  try {
    await method(missing);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MissingProgramsError(missing, `Installing failed (${reason}). Please type:`);
  }
}

async function lookUp<N extends ProgramName>(names: readonly N[]): Promise<{ found: Record<N, string>; missing: N[] }> {
  const paths = await Promise.all(names.map(async (name) => [name, await findProgram(name)] as const));
  const missing = paths.filter(([, path]) => path === null).map(([name]) => name);
  return { found: Object.fromEntries(paths) as Record<N, string>, missing };
}
