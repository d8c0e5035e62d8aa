import AxeBuilder from '@axe-core/playwright';
import { type PlaybackState } from '@djamms/contracts';
import { type Owner } from '@djamms/testing';
import { type Page } from 'playwright-core';

/** What a person sees of the venue at one glance at the console. */
export interface Glance {
  title: string;
  playing: boolean;
  muted: boolean;
  volume: number;
  shuffle: boolean;
  repeat: string;
  first: string[];
  queue: string[];
}

/** Reads a console that shows the Live page on a wide screen. */
export async function glance(page: Page): Promise<Glance> {
  const bar = page.getByTestId('player-bar');
  const attribute = (testId: string, name: string) => bar.getByTestId(testId).getAttribute(name);
  const titles = async (list: string): Promise<string[]> => {
    const grips = await page.getByTestId(list).locator('[data-grip]').all();
    const names = await Promise.all(grips.map((grip) => grip.getAttribute('aria-label')));
    return names.map((name) => (name ?? '').replace('Move ', ''));
  };
  return {
    title: await bar.getByTestId('now-playing-title').innerText(),
    playing: (await attribute('play-pause', 'data-playing')) === 'true',
    muted: (await attribute('mute', 'data-muted')) === 'true',
    volume: Number(await bar.getByTestId('volume').getByRole('slider').getAttribute('aria-valuenow')),
    shuffle: (await attribute('shuffle', 'aria-pressed')) === 'true',
    repeat: (await attribute('repeat', 'data-mode')) ?? '',
    first: await titles('priority-queue'),
    queue: await titles('active-queue'),
  };
}

/** The same, as the server knows it. */
export function glanceOf({ nowPlaying, settings, queue }: PlaybackState): Glance {
  return {
    title: nowPlaying.title ?? 'Nothing is playing',
    playing: nowPlaying.state === 'playing' || nowPlaying.state === 'buffering',
    muted: settings.is_muted,
    volume: settings.master_volume,
    shuffle: settings.shuffle_enabled,
    repeat: settings.repeat_mode,
    first: queue.priority_queue.map(({ title }) => title),
    queue: queue.active_queue.map(({ title }) => title),
  };
}

export async function signIn(page: Page, url: string, owner: Pick<Owner, 'username' | 'password'>): Promise<void> {
  await page.goto(`${url}/login`);
  const form = page.getByTestId('login-form');
  await form.getByRole('textbox').first().fill(owner.username);
  await form.getByRole('textbox', { name: 'Password' }).fill(owner.password);
  await form.locator('button[type=submit]').click();
  await page.getByTestId('live-page').waitFor();
}

/** What keeps people from using the page as it is now: WCAG 2.2 A and AA, by axe. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}
