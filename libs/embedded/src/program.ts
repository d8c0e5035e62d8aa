import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Programs of the system that DJAMMS needs beside Node, and how each system's package manager calls them. */
export const programs = {
  'nats-server': { what: 'NATS message server', apt: 'nats-server', brew: 'nats-server', variable: undefined },
  ffmpeg: { what: 'ffmpeg', apt: 'ffmpeg', brew: 'ffmpeg', variable: undefined },
  ffprobe: { what: 'ffprobe', apt: 'ffmpeg', brew: 'ffmpeg', variable: undefined },
  chromium: { what: 'Chromium browser', apt: 'chromium', brew: 'chromium', variable: 'CHROMIUM_PATH' },
} as const;
export type ProgramName = keyof typeof programs;

// A user's PATH often lacks the sbin folders where Debian puts servers, and launchd's lacks Homebrew's.
const usualFolders = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/opt/homebrew/bin',
  '/home/linuxbrew/.linuxbrew/bin',
  '/snap/bin',
];

const otherNames: Partial<Record<ProgramName, readonly string[]>> = {
  chromium: ['chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome', 'chrome-headless-shell'],
};

const applications: Partial<Record<ProgramName, readonly string[]>> = {
  chromium: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
};

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

/** The full path of a program: from its variable, the PATH, the usual folders; null when it is not installed. */
export async function findProgram(name: ProgramName, env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const { variable } = programs[name];
  const given = variable === undefined ? undefined : env[variable];
  if (given !== undefined && given !== '') return given;
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...usualFolders];
  const names = [name, ...(otherNames[name] ?? [])];
  const candidates = names.flatMap((each) => folders.map((folder) => join(folder, each)));
  for (const candidate of [...candidates, ...(applications[name] ?? [])]) {
    if (await isExecutable(candidate)) return candidate;
  }
  return null;
}
