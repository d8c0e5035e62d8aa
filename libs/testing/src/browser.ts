import { userInfo } from 'node:os';
import { chromium, type Browser } from 'playwright-core';
import { findProgram, MissingProgramsError } from '@djamms/embedded';

const quiet = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export interface BrowserOptions {
  /** Lets sound start without a click, as the player's own window in a venue is started. */
  autoplay?: boolean;
  args?: readonly string[];
}

/** Chromium without a window; muted, but it decodes and plays. The caller closes it. */
export async function startBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = await findProgram('chromium');
  if (executablePath === null) throw new MissingProgramsError(['chromium'], 'Browser tests need it. Please type:');
  const sandbox = userInfo().uid === 0 ? ['--no-sandbox'] : [];
  const autoplay = options.autoplay === true ? ['--autoplay-policy=no-user-gesture-required'] : [];
  return chromium.launch({
    executablePath,
    args: [...quiet, '--mute-audio', ...sandbox, ...autoplay, ...(options.args ?? [])],
  });
}
