import { type PlaybackState } from '@djamms/contracts';
import { eventually, newOwner, startBrowser, type System } from '@djamms/testing';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { fixture, realTracks } from './support/music';
import { openSystem } from './support/system';

interface PlayerDebug {
  itemId: string | null;
  currentTime: number;
  paused: boolean;
  level: number;
  isMaster: boolean;
}

/** What the player window really does, as it tells. */
const debugOf = (page: Page): Promise<PlayerDebug> =>
  page.evaluate(() => (globalThis as unknown as { __djamms: PlayerDebug }).__djamms);
const title = (page: Page) => page.getByTestId('now-playing-title').first().innerText();

/** One evening in a venue, in Chromium: each step builds on the ones before, as an owner's does. */
describe('the windows of a venue', () => {
  let system: System;
  let browser: Browser;
  let context: BrowserContext;
  let console1: Page;
  let console2: Page;
  let player: Page;
  const owner = newOwner();
  const defects: string[] = [];

  const open = async (path: string): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => defects.push(error.message));
    await page.goto(`${system.url()}${path}`);
    return page;
  };
  const venueId = async (): Promise<string> => {
    const session = await system.rest().post<{ user: { venues: { id: string }[] } }>('/api/auth/login', {
      username: owner.username,
      password: owner.password,
    });
    return session.body.user.venues[0]!.id;
  };

  beforeAll(async () => {
    [system, browser] = await Promise.all([openSystem(), startBrowser({ autoplay: true })]);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it('let an owner register and open a venue', async () => {
    console1 = await open('/register');
    const form = console1.getByTestId('register-form');
    await form.getByLabel('Name of the venue').fill(owner.venueName);
    await form.getByLabel('Your user name').fill(owner.username);
    await form.getByLabel('Email').fill(owner.email);
    await form.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await form.getByRole('button', { name: 'Open the venue' }).click();
    await console1.getByTestId('live-page').waitFor();
  });

  it('take six real tracks at once, show each one’s progress, and list them with what their tags say', async () => {
    await console1.goto(`${system.url()}/library`);
    await console1.getByTestId('library-page').waitFor();
    await console1.locator('input[type=file]').first().setInputFiles(realTracks.map(fixture));
    await console1.getByTestId('upload-row').first().waitFor();
    expect(await console1.getByTestId('upload-row').count()).toBe(realTracks.length);
    await eventually(async () => {
      expect(await console1.locator('[data-testid=upload-row][data-phase=done]').count()).toBe(realTracks.length);
    }, 120_000);
    const rows = await console1.getByTestId('track-row').allInnerTexts();
    expect(rows).toHaveLength(realTracks.length);
    expect(rows.join('\n')).toMatch(/Nebula[\s\S]*5:1[67]/);
    expect(rows.join('\n')).toMatch(/Max/);
  });

  it('refuse what is no music with words that say so', async () => {
    await console1
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'lyrics.mp3', mimeType: 'audio/mpeg', buffer: Buffer.from('la la la\n'.repeat(1000)) });
    await eventually(async () =>
      expect(await console1.getByTestId('upload-panel').innerText()).toMatch(/lyrics\.mp3[\s\S]*(not audio|audio)/i),
    );
    expect(await console1.getByTestId('track-row').count()).toBe(realTracks.length);
  });

  it('make a playlist and play it; the player window makes real sound', async () => {
    await console1.goto(`${system.url()}/playlists`);
    await console1.getByTestId('new-playlist').first().click();
    await console1.getByTestId('playlist-name').fill('Opening');
    await console1.getByTestId('playlist-name').press('Enter');
    await console1.getByTestId('playlist-page').waitFor();
    for (const name of ['March', 'Chimes', 'Coherence']) {
      await console1.getByTestId('search-and-add').fill(name);
      await console1.getByTestId('search-result').first().waitFor();
      await console1.getByTestId('search-and-add').press('Enter');
    }
    await eventually(async () => expect(await console1.getByTestId('playlist-row').count()).toBe(3));

    player = await open(`/player/${await venueId()}`);
    await player.getByTestId('player-start').click();
    await eventually(async () => expect((await debugOf(player)).isMaster).toBe(true));
    await console1.getByTestId('play-playlist').click();
    await eventually(async () => {
      const before = await debugOf(player);
      expect(before).toMatchObject({ paused: false });
      expect(before.level).toBeGreaterThan(0.0001);
      expect(before.currentTime).toBeGreaterThan(1);
    });
    expect(await title(console1)).toMatch(/March/);
    expect(await player.getByTestId('player-title').innerText()).toMatch(/March/);
  });

  it('show a second console the same song, the same progress and the same queue', async () => {
    console2 = await open('/');
    await console2.getByTestId('live-page').waitFor();
    await console1.goto(`${system.url()}/`);
    await console1.getByTestId('live-page').waitFor();
    await eventually(async () => {
      expect(await title(console2)).toBe(await title(console1));
      const queues = await Promise.all(
        [console1, console2].map((page) => page.getByTestId('active-queue').getByTestId('queue-row').allInnerTexts()),
      );
      expect(queues[0]).toHaveLength(2);
      expect(queues[1]).toEqual(queues[0]);
    });
    const positions = await Promise.all(
      [console1, console2].map(async (page) => secondsOf(await page.getByTestId('position').first().innerText())),
    );
    expect(Math.abs(positions[0]! - positions[1]!)).toBeLessThanOrEqual(1);
    expect(Math.abs(positions[0]! - (await debugOf(player)).currentTime)).toBeLessThanOrEqual(3);
  });

  it('pause and go on in every window at once', async () => {
    await console2.getByTestId('play-pause').first().click();
    await eventually(async () => expect((await debugOf(player)).paused).toBe(true));
    await eventually(async () =>
      expect(await console1.getByTestId('play-pause').first().getAttribute('data-playing')).toBe('false'),
    );
    const { currentTime } = await debugOf(player);
    await console1.getByTestId('play-pause').first().click();
    await eventually(async () => {
      const now = await debugOf(player);
      expect(now.paused).toBe(false);
      expect(now.currentTime).toBeGreaterThan(currentTime);
    });
  });

  it('go on to the next song by themselves when one ends', async () => {
    const before = (await debugOf(player)).itemId;
    const rest = system
      .rest()
      .as(
        (
          await system
            .rest()
            .post<{ accessToken: string }>('/api/auth/login', { username: owner.username, password: owner.password })
        ).body.accessToken,
      );
    const id = await venueId();
    const { body } = await rest.get<PlaybackState>(`/api/venues/${id}/state`);
    const end = body.nowPlaying.real_end_offset ?? body.nowPlaying.duration;
    expect((await rest.post('/api/ui/command', { venueId: id, command: 'SEEK', value: end - 3 })).status).toBe(200);
    await eventually(async () => {
      const now = await debugOf(player);
      expect(now.itemId).not.toBe(before);
      expect(now.paused).toBe(false);
      expect(now.currentTime).toBeGreaterThan(0.5);
    });
    await eventually(async () => {
      for (const page of [console1, console2]) expect(await title(page)).toMatch(/Chimes/);
    });
  });

  it('skip from a console, and add and remove songs that the other one shows', async () => {
    await console2.getByTestId('next').first().click();
    await eventually(async () => expect(await title(console1)).toMatch(/Coherence/));
    await console1.getByTestId('search-and-add').fill('nebul');
    await console1.getByTestId('search-result').first().waitFor();
    await console1.getByTestId('search-and-add').press('Enter');
    const rows = console2.getByTestId('active-queue').getByTestId('queue-row');
    await eventually(async () => expect((await rows.allInnerTexts()).join()).toMatch(/Nebula/));
    await console2.getByRole('button', { name: 'Remove Nebula' }).click();
    await eventually(async () =>
      expect((await console1.getByTestId('queue-row').allInnerTexts()).join()).not.toMatch(/Nebula/),
    );
  });

  it('let only one player make sound; the other says so and can take over', async () => {
    const rivals = await browser.newContext();
    await rivals.addCookies(await context.cookies());
    const rival = await rivals.newPage();
    await rival.goto(`${system.url()}/login`);
    await rival.getByTestId('login-form').getByRole('textbox').first().fill(owner.username);
    await rival.getByTestId('login-form').getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await rival.getByTestId('login-form').locator('button[type=submit]').click();
    await rival.getByTestId('live-page').waitFor();
    await rival.goto(`${system.url()}/player/${await venueId()}`);
    await rival.getByTestId('player-start').click();
    await rival.getByTestId('player-conflict').waitFor();
    expect((await debugOf(player)).isMaster).toBe(true);
    await rival.getByTestId('take-over').click();
    await eventually(async () => {
      expect((await debugOf(rival)).isMaster).toBe(true);
      expect((await debugOf(player)).isMaster).toBe(false);
    });
    await rivals.close();
  });

  it('stop at once when the stop button is held', async () => {
    const stop = console1.getByTestId('hold-to-stop').first();
    await stop.hover();
    await console1.mouse.down();
    await console1.waitForTimeout(1_300);
    await console1.mouse.up();
    await eventually(async () => {
      for (const page of [console1, console2])
        expect(await page.getByTestId('play-pause').first().getAttribute('data-playing')).toBe('false');
    });
  });

  it('did all this without an error in any page', () => {
    expect(defects).toEqual([]);
  });
});

/** Seconds of a clock text such as 1:05. */
function secondsOf(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}
