import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, type Page } from 'playwright-core';
import { type Acknowledged, type CommandName, type Playlist, type Track } from '@djamms/contracts';
import { startBrowser } from '@djamms/testing';
import { toneWav } from '../../test/support/tone';
import { row, type Row } from '../lib/result';
import { quantile } from '../lib/stats';
import { type Suite } from '../lib/suite';
import { must, startStandalone, untilProcessed, withSystem, type System } from '../lib/systems';

const patienceMs = 20_000;
const pauseMs = 250;

/** From the acknowledgement of each command until two consoles, the player and a kiosk all show it, in Chromium. */
export const faces: Suite = ({ quick, say }) =>
  withSystem(startStandalone, async (system) => {
    const playlistId = await fillVenue(system);
    const browser = await startBrowser({ autoplay: true });
    try {
      const pages = await openFaces(await browser.newContext(), system);
      say('four pages');
      const latencies: number[] = [];
      const spreads: number[] = [];
      for (let round = 0; round < (quick ? 2 : 6); round++) {
        for (const [command, value] of commands(playlistId)) {
          const { last, spread } = await measure(system, pages, command, value);
          latencies.push(last);
          spreads.push(spread);
          await sleep(pauseMs);
        }
      }
      return {
        rows: [
          ...rows('from the acknowledgement until all four show it', latencies),
          ...rows('from the first to the last of them', spreads),
        ],
        notes: [
          'Two consoles, the player and a kiosk as pages of one Chromium beside the servers; each of all commands in turn.',
        ],
      };
    } finally {
      await browser.close();
    }
  });

const rows = (what: string, milliseconds: number[]): Row[] =>
  [0.5, 0.95].map((share) =>
    row({
      what: `${what}, p${share * 100}`,
      unit: 'ms',
      rounds: [quantile(milliseconds, share)],
      ...(share === 0.95 ? { aim: { of: 'measured', better: 'lower', value: 200 } } : {}),
    }),
  );

/** Every command there is, each in a state in which it changes something. */
const commands = (playlistId: string): readonly (readonly [CommandName, (number | string)?])[] => [
  ['PLAY_PLAYLIST', playlistId],
  ['PAUSE'],
  ['PLAY'],
  ['PLAY_PAUSE'],
  ['PLAY_PAUSE'],
  ['PLAY_NEXT'],
  ['PLAY_PREVIOUS'],
  ['SEEK', 7],
  ['SET_VOLUME', 30 + Math.floor(Math.random() * 60)],
  ['MUTE'],
  ['UNMUTE'],
  ['SHUFFLE_TOGGLE'],
  ['REPEAT_TOGGLE'],
  ['FADE_OUT_STOP', 0],
  ['PLAY'],
  ['EMERGENCY_STOP'],
  ['PLAY'],
  ['CLEAR_QUEUE'],
];

async function fillVenue(system: System): Promise<string> {
  const { rest } = system.owner;
  const trackIds: string[] = [];
  for (let n = 0; n < 5; n++) {
    const bytes = toneWav(60 + n, 200 + 50 * n);
    trackIds.push(must(await rest.uploadBytes<Track>(bytes, { name: `Song ${n}.wav`, type: 'audio/wav' })).id);
  }
  await untilProcessed(rest);
  return must(await rest.post<Playlist>('/api/playlists', { name: 'Five', trackIds })).id;
}

async function openFaces(context: BrowserContext, { url, owner }: System): Promise<Page[]> {
  const credentials = { data: { email: owner.email, password: owner.password } };
  await context.request.post(`${url}/api/auth/login`, credentials);
  const paths = ['/', '/', `/player/${owner.venueId}`, `/kiosk/${owner.venueId}`];
  const pages: Page[] = [];
  for (const path of paths) {
    const page = await context.newPage();
    await page.goto(`${url}${path}`);
    await page.locator(revisionSelector).waitFor({ state: 'attached' });
    pages.push(page);
  }
  await pages[2]?.getByTestId('player-start').click();
  return pages;
}

async function measure(
  { owner }: System,
  pages: readonly Page[],
  command: CommandName,
  value: number | string | undefined,
): Promise<{ last: number; spread: number }> {
  const { revision } = must(
    await owner.rest.post<Acknowledged>('/api/ui/command', { venueId: owner.venueId, command, value }),
  );
  const acknowledgedAt = Date.now();
  const times = await Promise.all(pages.map((page) => shownAt(page, revision)));
  return { last: Math.max(0, Math.max(...times) - acknowledgedAt), spread: Math.max(...times) - Math.min(...times) };
}

const revisionSelector = 'html[data-revision]';

/** Epoch ms at which a page showed the revision, or the first one after it that it looked at. */
async function shownAt(page: Page, revision: number): Promise<number> {
  const marks = page.locator(revisionSelector);
  const deadline = Date.now() + patienceMs;
  while (Number(await marks.getAttribute('data-revision')) < revision) {
    if (Date.now() > deadline) throw new Error(`${page.url()} does not show revision ${revision}`);
    await sleep(5);
  }
  return Number(await marks.getAttribute('data-revision-at'));
}
