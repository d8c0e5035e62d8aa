import { type PlaybackState, type SongRequest } from '@djamms/contracts';
import { eventually, type Owner, type RestClient, type System, startBrowser } from '@djamms/testing';
import { type Browser, type BrowserContext, type CDPSession, type Locator, type Page } from 'playwright-core';
import { type Glance, barriers, glance, glanceOf, signIn } from './support/console';
import { realTracks, untilProcessed, upload } from './support/music';
import { controlled, itOurs, openSystem } from './support/system';

const patience = 30_000;

/** Two people steer one venue, each from a console of their own. */
describe('the console', () => {
  let system: System;
  let browser: Browser;
  let owner: Owner;
  let one: Page;
  let two: Page;
  let phone: Page;
  let guest: RestClient;
  let trackIds: Map<string, string>;
  const defects: string[] = [];

  const state = async (): Promise<PlaybackState> =>
    (await owner.rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;
  const open = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => defects.push(error.message));
    await signIn(page, system.url(), owner);
    return page;
  };
  /** Both consoles show what the server knows, and that is as expected. */
  const agree = (expected: Partial<Glance>): Promise<void> =>
    eventually(async () => {
      const truth = glanceOf(await state());
      expect(truth).toMatchObject(expected);
      for (const page of [one, two]) expect(await glance(page)).toEqual(truth);
    }, patience);
  const live = async (): Promise<void> => {
    for (const page of [one, two]) {
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Live' }).click();
      await page.getByTestId('live-page').waitFor();
    }
  };
  /** Fills the queue anew, with nothing on the deck but the first song. */
  const queueUp = async (...titles: string[]): Promise<void> => {
    // Without naming it, the priority queue keeps what guests were promised.
    for (const list of ['active', 'priority'])
      await owner.rest.post('/api/queue/clear', { venueId: owner.venueId, list });
    const [first, ...rest] = titles.map((title) => ({ venueId: owner.venueId, trackId: trackIds.get(title) }));
    await owner.rest.post('/api/queue/add', { ...first, action: 'quick' });
    for (const body of rest) await owner.rest.post('/api/queue/add', body);
    await agree({ title: titles[0], first: [], queue: titles.slice(1) });
  };
  const ask = async (title: string): Promise<void> => {
    const answer = await guest.post<{ request: SongRequest }>('/api/requests', {
      venueId: owner.venueId,
      song: { trackId: trackIds.get(title) },
    });
    expect({ status: answer.status, request: answer.body.request }).toMatchObject({ status: 201 });
  };
  const eqOf = async (page: Page): Promise<string[]> => {
    const sliders = await page.getByTestId('equaliser').getByRole('slider').all();
    return Promise.all(sliders.map(async (slider) => (await slider.getAttribute('aria-valuenow')) ?? ''));
  };

  beforeAll(async () => {
    [system, browser] = await Promise.all([openSystem(), startBrowser()]);
    owner = await system.rest().registerOwner();
    for (const name of realTracks) await upload(owner, name);
    const tracks = await untilProcessed(owner, realTracks.length);
    trackIds = new Map(tracks.map(({ id, title }) => [title, id]));
    await owner.rest.post('/api/playlists', {
      venueId: owner.venueId,
      name: 'House',
      trackIds: ['Nebula', 'Awakening'].map((title) => trackIds.get(title)),
    });
    const slug = owner.session.user.venues[0]!.slug;
    const session = await system.rest().post<{ token: string }>(`/api/venues/${slug}/guests`, {});
    guest = system.rest().as(session.body.token);
    const wide = { viewport: { width: 1440, height: 900 } };
    one = await open(await browser.newContext(wide));
    two = await open(await browser.newContext({ ...wide, colorScheme: 'light' }));
    phone = await open(
      await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
    );
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it('shows the same in both windows after every command, by button and by key', async () => {
    await queueUp('Nebula', 'Coherence', 'Awakening', 'Apex Aleph');
    await one.getByTestId('play-pause').click();
    await agree({ playing: false });
    await two.keyboard.press('Space');
    await agree({ playing: true });
    await one.keyboard.press('n');
    await agree({ title: 'Coherence' });
    await two.getByTestId('next').click();
    await agree({ title: 'Awakening', queue: ['Apex Aleph'] });
    await two.getByTestId('previous').click();
    await agree({ title: 'Coherence', queue: ['Awakening', 'Apex Aleph'] });
    await one.keyboard.press('m');
    await agree({ muted: true });
    await two.getByTestId('mute').click();
    await agree({ muted: false });
    const { volume } = glanceOf(await state());
    await one.keyboard.press('+');
    await agree({ volume: volume + 5 });
    await two.getByTestId('volume').getByRole('slider').press('ArrowLeft');
    await agree({ volume: volume + 4 });
    for (const repeat of ['all', 'one', 'none']) {
      await one.getByTestId('repeat').click();
      await agree({ repeat });
    }
    await two.keyboard.press('h');
    await agree({ shuffle: true });
    await one.getByTestId('shuffle').click();
    await agree({ shuffle: false, queue: ['Awakening', 'Apex Aleph'] });
  });

  it('winds, fades out, and stops when a key is held long enough and not before', async () => {
    await queueUp('Nebula', 'Coherence');
    const before = (await state()).nowPlaying.start_timestamp ?? 0;
    await two.keyboard.press('l');
    await eventually(async () =>
      expect((await state()).nowPlaying.start_timestamp ?? before).toBeLessThan(before - 5_000),
    );
    await one.getByTestId('fade-out').click();
    await one.getByRole('menuitem', { name: 'in 3 seconds' }).click();
    await agree({ playing: false });
    await two.getByTestId('play-pause').click();
    await agree({ playing: true });

    await one.keyboard.press('s');
    await one.getByText('Hold for one second to stop').first().waitFor();
    await agree({ playing: true });
    await one.keyboard.down('s');
    await agree({ playing: false });
    await one.keyboard.up('s');
    expect((await state()).nowPlaying.state).toBe('stopped');
    await two.keyboard.press('Space');
    await agree({ playing: true });
  });

  it('moves songs by keyboard, by menu and by finger', async () => {
    await queueUp('Nebula', 'Coherence', 'Awakening', 'Apex Aleph');
    // Nothing is held any more, should this be the second try.
    await one.keyboard.press('Escape');
    await grip(one, 'Coherence').focus();
    await one.keyboard.press('Space');
    await one.getByText('Coherence is over place 1 of 3').waitFor({ state: 'attached' });
    // What is taken up hears keys from a timer on that was set before this one.
    await one.evaluate('new Promise((resolve) => setTimeout(resolve))');
    await one.keyboard.press('ArrowDown');
    await one.getByText('Coherence is over place 2 of 3').waitFor({ state: 'attached' });
    await one.keyboard.press('Space');
    await agree({ queue: ['Awakening', 'Coherence', 'Apex Aleph'] });
    await grip(two, 'Apex Aleph').focus();
    await two.keyboard.press('Alt+ArrowUp');
    await agree({ queue: ['Awakening', 'Apex Aleph', 'Coherence'] });
    await two.keyboard.press('Alt+ArrowUp');
    await agree({ queue: ['Apex Aleph', 'Awakening', 'Coherence'] });
    await one.getByRole('button', { name: 'More for Coherence' }).click();
    await one.getByRole('menuitem', { name: 'Play next' }).click();
    await agree({ queue: ['Coherence', 'Apex Aleph', 'Awakening'] });
    await drag(phone, grip(phone, 'Coherence'), grip(phone, 'Awakening'));
    await agree({ queue: ['Apex Aleph', 'Awakening', 'Coherence'] });
  });

  it('puts “play next” before what waits first, and “play now” on the deck', async () => {
    await queueUp('Nebula', 'Coherence', 'Awakening');
    await one.getByTestId('search-and-add').fill('apex');
    await one.getByTestId('search-result').first().waitFor();
    await one.getByTestId('search-and-add').press('Shift+Enter');
    await agree({ first: ['Apex Aleph'] });
    await one.getByTestId('search-and-add').press('Escape');
    await two.getByRole('button', { name: 'More for Awakening' }).click();
    await two.getByRole('menuitem', { name: 'Play next' }).click();
    await agree({ first: ['Awakening', 'Apex Aleph'], queue: ['Coherence'] });
    await two.getByRole('button', { name: 'More for Apex Aleph' }).click();
    await two.getByRole('menuitem', { name: 'Play now' }).click();
    await agree({ title: 'Apex Aleph', first: ['Awakening'], queue: ['Coherence'] });
  });

  it('brings back several removals one by one, a cleared queue, and what a playlist replaced', async () => {
    const evening = ['Coherence', 'Awakening', 'Apex Aleph', 'Chimes They Fade'];
    await queueUp('Nebula', ...evening);
    for (const name of ['Awakening', 'Coherence']) {
      await one.getByRole('button', { name: `Remove ${name}` }).click();
      await one.getByText(`“${name}” removed`).waitFor();
    }
    await agree({ queue: ['Apex Aleph', 'Chimes They Fade'] });
    await one.keyboard.press('Control+z');
    await agree({ queue: ['Coherence', 'Apex Aleph', 'Chimes They Fade'] });
    await one.keyboard.press('Control+z');
    await agree({ queue: evening });

    await two.getByRole('button', { name: 'Clear: Queue' }).click();
    await agree({ queue: [] });
    await two.getByRole('button', { name: 'Undo' }).last().click();
    await agree({ queue: evening });

    await one.getByRole('link', { name: 'Playlists' }).click();
    await one.getByText('House', { exact: true }).click();
    await one.getByTestId('play-playlist').click();
    await one.getByText('“House” plays now, in place of the queue').waitFor();
    await live();
    await agree({ title: 'Nebula', queue: ['Awakening'] });
    await one.keyboard.press('Control+z');
    await eventually(async () => {
      const { queue } = glanceOf(await state());
      for (const title of evening) expect(queue).toContain(title);
    });
    await agree({});
  });

  it('lets guests’ songs in by one touch or one key, and turns them down with a reason', async () => {
    await owner.rest.put(`/api/venues/${owner.venueId}/request-rules`, {
      needs_approval: true,
      max_duration: 3_600,
      max_per_artist: 100,
      max_waiting_per_guest: 100,
    });
    await queueUp('Nebula');
    for (const title of ['Coherence', 'Awakening', 'Apex Aleph']) await ask(title);
    await eventually(async () => {
      for (const page of [one, two, phone])
        expect(await page.getByTestId('requests-badge').first().textContent()).toMatch(/^3/);
    });
    await one.getByTestId('requests-to-decide').getByRole('button', { name: 'Let Coherence in' }).click();
    await agree({ first: ['Coherence'] });
    await two.getByText('2 requests to decide').waitFor();
    await two.keyboard.press('a');
    await agree({ first: ['Coherence', 'Awakening'] });

    await one.keyboard.press('2');
    await one.getByTestId('stage-decide').getByRole('button', { name: 'Turn Apex Aleph down' }).click();
    await one.getByRole('button', { name: 'We played it already tonight' }).click();
    await eventually(async () => expect(await two.getByTestId('requests-badge').count()).toBe(0));
    await eventually(async () =>
      expect(await one.getByTestId('stage-waiting').getByTestId('request-row').count()).toBe(2),
    );
    await one.getByRole('tab', { name: 'History' }).click();
    await eventually(async () => {
      const rows = (await one.getByTestId('request-history').getByTestId('request-row').allInnerTexts()).join('\n');
      expect(rows).toMatch(/Apex Aleph[\s\S]*We played it already tonight[\s\S]*Turned down/);
    });
    const mine = await guest.get<{ items: { request: SongRequest }[] }>('/api/requests/mine', {
      venueId: owner.venueId,
    });
    expect(mine.body.items.map(({ request }) => [request.title, request.status, request.reason])).toContainEqual([
      'Apex Aleph',
      'rejected',
      'We played it already tonight',
    ]);
    await live();
  });

  it('keeps the rules for guests the same in both windows', async () => {
    for (const page of [one, two]) await page.goto(`${system.url()}/requests?tab=rules`);
    await one.getByTestId('rule-max_duration').fill('7.5');
    await one.getByTestId('rule-max_duration').press('Enter');
    await eventually(async () => expect(await two.getByTestId('rule-max_duration').inputValue()).toBe('7.5'));
    await two.getByTestId('requests-open').click({ force: true });
    await one.getByText('Guests can’t ask right now').waitFor();
    expect((await state()).requestRules).toMatchObject({ max_duration: 450, is_open: false });
    await live();
  });

  it('sounds the same in both windows, and leaves a slider to the hand that holds it', async () => {
    for (const page of [one, two]) await page.goto(`${system.url()}/settings`);
    await one.getByRole('button', { name: 'Speech' }).click();
    await eventually(async () => {
      const eq = (await state()).settings.eq.map(String);
      expect(eq[0]).toBe('-9');
      for (const page of [one, two]) expect(await eqOf(page)).toEqual(eq);
    });

    const held = one.getByTestId('band-1000').getByRole('slider');
    const place = (await held.boundingBox())!;
    await one.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
    await one.mouse.down();
    await one.mouse.move(place.x + place.width / 2, place.y - 60, { steps: 5 });
    const chosen = await held.getAttribute('aria-valuenow');
    await eventually(async () => expect((await state()).settings.eq[5]).toBe(Number(chosen)));
    await two.getByRole('button', { name: 'Flat' }).click();
    const flatButForTheHand = (band: string, index: number): string => (index === 5 ? band : '0');
    await eventually(async () => {
      expect((await state()).settings.eq).toEqual(Array(10).fill(0));
      expect(await eqOf(one)).toEqual((await eqOf(one)).map(flatButForTheHand));
    });
    expect(await held.getAttribute('aria-valuenow')).toBe(chosen);
    await one.mouse.up();
    await eventually(async () => {
      const { eq } = (await state()).settings;
      expect(eq).toEqual([0, 0, 0, 0, 0, Number(chosen), 0, 0, 0, 0]);
      for (const page of [one, two]) expect(await eqOf(page)).toEqual(eq.map(String));
    });

    await two.getByTestId('crossfade').getByRole('slider').press('End');
    await one.getByTestId('compressor').click({ force: true });
    await eventually(async () => {
      expect((await state()).settings).toMatchObject({ crossfade_time: 15, dynamic_compressor_enabled: true });
      expect(await one.getByTestId('crossfade').getByRole('slider').getAttribute('aria-valuenow')).toBe('15');
      expect(await two.getByTestId('compressor').isChecked()).toBe(true);
    });
    await two.getByTestId('crossfade').getByRole('slider').press('Home');
    await live();
  });

  it('is right about the venue’s name and clock everywhere at once', async () => {
    await one.goto(`${system.url()}/settings?section=venue`);
    const form = one.getByTestId('venue-form');
    await form.getByLabel('Name of the venue').fill('Blaue Stunde');
    await form.getByRole('button', { name: 'Save' }).click();
    await one.getByRole('navigation').getByText('Blaue Stunde').first().waitFor();
    await live();
  });

  itOurs('says that it is offline, keeps what is pressed, and does it when the line is back', async () => {
    await queueUp('Nebula', 'Coherence', 'Awakening');
    await controlled(system).kill('gateway');
    for (const page of [one, two]) await page.getByTestId('offline-strip').waitFor();
    expect(await glance(one)).toMatchObject({ title: 'Nebula', queue: ['Coherence', 'Awakening'] });
    await one.keyboard.press('Space');
    await one.getByText('1 change waits for the connection').waitFor();
    await two.keyboard.press('m');
    await two.getByRole('button', { name: 'Remove Coherence' }).click();
    await two.getByText('2 changes wait for the connection').waitFor();
    await controlled(system).restart('gateway');
    await agree({ title: 'Nebula', playing: false, muted: true, queue: ['Awakening'] });
    for (const page of [one, two]) await page.getByTestId('offline-strip').waitFor({ state: 'detached' });
  });

  it('has no barriers that axe finds, in dark and light, wide and on a phone', async () => {
    await two.evaluate("localStorage.setItem('djamms.color-scheme', 'light')");
    await owner.rest.put(`/api/venues/${owner.venueId}/request-rules`, { is_open: true });
    await ask('Chimes They Fade');
    const found: string[] = [];
    const look = async (page: Page, path: string): Promise<void> => {
      await page.goto(`${system.url()}${path}`);
      await page.getByText('to decide', { exact: true }).first().waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle');
      found.push(...(await barriers(page)).map((barrier) => `${path} ${barrier}`));
    };
    for (const path of ['/', '/requests', '/settings']) {
      for (const page of [one, two, phone]) await look(page, path);
    }
    for (const path of ['/requests?tab=history', '/requests?tab=rules', '/settings?section=venue'])
      await look(one, path);
    expect(found).toEqual([]);
  });

  it('did all this without an error in any page', () => {
    expect(defects).toEqual([]);
  });
});

const grip = (page: Page, title: string): Locator => page.getByRole('button', { name: `Move ${title}`, exact: true });

/** Drags with a finger: down, some steps, up; as the browser's own touch events. */
async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const session: CDPSession = await page.context().newCDPSession(page);
  await to.scrollIntoViewIfNeeded();
  const middle = async (target: Locator) => {
    const box = (await target.boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const start = await middle(from);
  const end = await middle(to);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await touch('touchStart', [start]);
  for (let step = 1; step <= 10; step += 1) {
    await touch('touchMove', [{ x: start.x, y: start.y + ((end.y - start.y) * step) / 10 }]);
  }
  await page.waitForTimeout(100);
  await touch('touchEnd', []);
  await session.detach();
}
