import { type Page as Listing, type PlaybackState, type SongRequest } from '@djamms/contracts';
import { eventually, type Owner, type System, startBrowser } from '@djamms/testing';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { barriers, signIn } from './support/console';
import { realTracks, untilProcessed, upload } from './support/music';
import { debugOf } from './support/player';
import { controlled, itOurs, openSystem } from './support/system';

const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  locale: 'en-GB',
};
const tablet: BrowserContextOptions = { viewport: { width: 1180, height: 820 }, hasTouch: true, locale: 'en-GB' };

/** An evening for two guests with their phones: each step builds on the ones before. */
describe('the kiosk', () => {
  let system: System;
  let browser: Browser;
  let owner: Owner;
  let slug: string;
  let ids: Map<string, string>;
  let console1: Page;
  let player: Page;
  let guest: Page;
  let friend: Page;
  const defects: string[] = [];

  const open = async (path: string, options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => defects.push(error.message));
    await page.goto(`${system.url()}${path}`);
    return page;
  };
  const kiosk = async (options: BrowserContextOptions, address = slug): Promise<Page> => {
    const page = await open(`/kiosk/${address}`, options);
    await page.locator('[data-testid=kiosk-page][data-connection=online]').waitFor();
    return page;
  };
  const rules = (change: object) => owner.rest.put(`/api/venues/${owner.venueId}/request-rules`, change);
  const state = async (): Promise<PlaybackState> =>
    (await owner.rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;
  const requests = async (): Promise<SongRequest[]> =>
    (await owner.rest.get<Listing<SongRequest>>('/api/requests', { venueId: owner.venueId })).body.items;
  const search = async (page: Page, text: string): Promise<void> => {
    await page.getByTestId('kiosk-search').fill(text);
    await page.locator('[data-testid=kiosk-results][data-answered=true]').waitFor();
  };
  const song = (page: Page, title: string) => page.getByTestId('kiosk-song').filter({ hasText: title });
  const ask = async (page: Page, title: string): Promise<void> => {
    await search(page, title.slice(0, 4));
    await song(page, title).getByTestId('kiosk-ask').click();
  };
  const mine = (page: Page, title: string) => page.getByTestId('kiosk-request').filter({ hasText: title });
  const statusOf = (page: Page, title: string, status: string): Promise<void> =>
    eventually(async () => expect(await mine(page, title).first().getAttribute('data-status')).toBe(status));
  /** The song that plays has two seconds left. */
  const nearlyOver = async (): Promise<void> => {
    const { nowPlaying } = await state();
    const end = nowPlaying.real_end_offset ?? nowPlaying.duration;
    await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'SEEK', value: end - 2 });
  };

  beforeAll(async () => {
    [system, browser] = await Promise.all([openSystem(), startBrowser({ autoplay: true })]);
    owner = await system.rest().registerOwner();
    for (const name of realTracks) await upload(owner, name);
    const tracks = await untilProcessed(owner, realTracks.length);
    ids = new Map(tracks.map(({ id, title }) => [title, id]));
    slug = owner.session.user.venues[0]!.slug;
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
    console1 = await context.newPage();
    await signIn(console1, system.url(), owner);
    player = await context.newPage();
    await player.goto(`${system.url()}/player/${owner.venueId}`);
    await player.getByTestId('player-start').click();
    await eventually(async () => expect((await debugOf(player)).isMaster).toBe(true));
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it('opens without an account, by the venue’s short name and by its id, and invites to the first song', async () => {
    guest = await kiosk(phone);
    friend = await kiosk(tablet, owner.venueId);
    for (const page of [guest, friend]) {
      expect(await page.getByTestId('kiosk-title').innerText()).toBe('Nothing is playing');
      expect(await page.getByTestId('kiosk-like').isDisabled()).toBe(true);
    }
  });

  it('shows the song in the room to everybody, and what comes after it', async () => {
    for (const title of ['March Thee to Dis', 'Coherence'])
      await owner.rest.post('/api/queue/add', { venueId: owner.venueId, trackId: ids.get(title) });
    await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'PLAY' });
    for (const page of [guest, friend]) {
      await eventually(async () => expect(await page.getByTestId('kiosk-title').innerText()).toMatch(/March/));
      await eventually(async () =>
        expect(await page.getByTestId('kiosk-next').getByRole('listitem').allInnerTexts()).toEqual([
          expect.stringMatching(/Coherence/),
        ]),
      );
    }
  });

  it('counts a guest’s like once, shows it to all, and takes it back', async () => {
    const likes = (count: string): Promise<void> =>
      eventually(async () => {
        for (const page of [guest, friend]) expect(await page.getByTestId('kiosk-like-count').innerText()).toBe(count);
      });
    await guest.getByTestId('kiosk-like').click();
    await likes('1');
    await friend.getByTestId('kiosk-like').click();
    await likes('2');
    await guest.reload();
    await eventually(async () => expect(await guest.getByTestId('kiosk-like').getAttribute('data-liked')).toBe('true'));
    await guest.getByTestId('kiosk-like').click();
    await likes('1');
  });

  it('finds songs while one types, and says before it is tried what cannot be requested', async () => {
    await guest.getByTestId('kiosk-search').click();
    await guest.getByRole('region', { name: 'Popular here' }).waitFor();
    await eventually(async () => expect(await guest.getByTestId('kiosk-song').count()).toBe(realTracks.length));
    expect(await song(guest, 'Nebula').innerText()).toMatch(/Longer than 5:00/);
    expect(await song(guest, 'March').innerText()).toMatch(/Playing now/);
    await search(guest, 'chim');
    await eventually(async () => expect(await guest.getByTestId('kiosk-song').allInnerTexts()).toHaveLength(1));
    await search(guest, 'zzzzzz');
    await guest.getByText('Nothing found for “zzzzzz”').waitFor();
  });

  it('passes a request on to the staff where they want to see it first; once approved it tells the wait', async () => {
    await rules({ needs_approval: true, max_per_artist: 50 });
    await ask(guest, 'Chimes They Fade');
    await guest.getByTestId('kiosk-said').getByText('went to the staff').waitFor();
    await guest.getByTestId('kiosk-back').click();
    await statusOf(guest, 'Chimes', 'pending');
    await console1.goto(`${system.url()}/requests`);
    await console1.getByTestId('accept-request').first().click();
    await statusOf(guest, 'Chimes', 'queued');
    await eventually(async () =>
      expect(await mine(guest, 'Chimes').getByTestId('kiosk-wait').innerText()).toMatch(/until your song/),
    );
    const [first] = await friend.getByTestId('kiosk-next').getByRole('listitem').allInnerTexts();
    expect(first).toMatch(/Chimes[\s\S]*Request/);
    expect(await guest.getByTestId('kiosk-next').getByRole('listitem').first().innerText()).toMatch(/Yours/);
  });

  it('is honest about the wait while the music stands still', async () => {
    await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'PAUSE' });
    const words = mine(guest, 'Chimes').getByTestId('kiosk-wait');
    await eventually(async () => expect(await words.innerText()).toMatch(/when the music goes on/));
    await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: 'PLAY' });
    await eventually(async () => expect(await words.innerText()).not.toMatch(/when the music goes on/));
  });

  it('follows a request from the queue to the loudspeakers to its end', async () => {
    await nearlyOver();
    await statusOf(guest, 'Chimes', 'playing');
    for (const page of [guest, friend])
      await eventually(async () => expect(await page.getByTestId('kiosk-title').innerText()).toMatch(/Chimes/));
    await eventually(async () => {
      const sound = await debugOf(player);
      expect(sound.paused).toBe(false);
      expect(sound.level).toBeGreaterThan(0.0001);
    });
    await nearlyOver();
    await statusOf(guest, 'Chimes', 'played');
  });

  it('says kindly why a request was turned down', async () => {
    await ask(guest, 'Apex Aleph');
    await guest.getByTestId('kiosk-back').click();
    await statusOf(guest, 'Apex', 'pending');
    const [request] = await requests();
    await owner.rest.post(`/api/requests/${request!.id}/reject`, { reason: 'Too wild for dinner' });
    await statusOf(guest, 'Apex', 'rejected');
    expect(await mine(guest, 'Apex').innerText()).toMatch(/Not this time: “Too wild for dinner”/);
  });

  it('lets a guest take a request back', async () => {
    await rules({ needs_approval: false });
    await ask(guest, 'Awakening');
    await guest.getByTestId('kiosk-back').click();
    await statusOf(guest, 'Awakening', 'queued');
    await guest.getByRole('button', { name: 'Take back your request for “Awakening”' }).click();
    await statusOf(guest, 'Awakening', 'rejected');
    await eventually(async () => expect((await state()).queue.priority_total).toBe(0));
    expect(await mine(guest, 'Awakening').innerText()).toMatch(/You took it back/);
  });

  it('offers no request where it takes none, as soon as staff decides it', async () => {
    await guest.getByTestId('kiosk-search').click();
    await search(guest, '');
    await guest.getByTestId('kiosk-ask').first().waitFor();
    await rules({ is_open: false });
    await guest.getByText('The venue takes no requests right now.').waitFor();
    expect(await guest.getByTestId('kiosk-ask').count()).toBe(0);
    await rules({ is_open: true });
    await guest.getByTestId('kiosk-ask').first().waitFor();
  });

  itOurs(
    'shows what it knew when the line is lost, and sends a request made meanwhile once, when it is back',
    async () => {
      const before = (await requests()).length;
      await search(guest, 'apex');
      await song(guest, 'Apex Aleph').getByTestId('kiosk-ask').waitFor();
      await controlled(system).kill('gateway');
      await guest.getByTestId('kiosk-offline').waitFor();
      await song(guest, 'Apex Aleph').getByTestId('kiosk-ask').click();
      await song(guest, 'Apex Aleph').getByText('Will be sent when the connection is back').waitFor();
      await guest.getByTestId('kiosk-search').fill('coherence');
      await guest.getByText('No connection. The search works again when it is back.').waitFor();
      await song(guest, 'Apex Aleph').waitFor();
      await controlled(system).restart('gateway');
      await guest.getByTestId('kiosk-offline').waitFor({ state: 'detached' });
      await song(guest, 'Coherence').waitFor();
      await guest.getByTestId('kiosk-back').click();
      await eventually(async () =>
        expect(await mine(guest, 'Apex').first().getAttribute('data-status')).toMatch(/queued|playing/),
      );
      expect((await requests()).length).toBe(before + 1);
    },
  );

  it('says of a text that nothing is found, or what is, when its answer is there and not before', async () => {
    const page = await kiosk(phone);
    const results = page.getByTestId('kiosk-results');
    await search(page, 'zzzzzz');
    await page.getByText('Nothing found for “zzzzzz”').waitFor();
    const nebula = await holdSearch(page, 'nebula');
    await page.getByTestId('kiosk-search').fill('nebula');
    await nebula.asked;
    await results.getByRole('status', { name: 'Loading' }).waitFor();
    expect(await results.innerText()).not.toMatch(/Nothing found/);
    nebula.letGo();
    await song(page, 'Nebula').waitFor();

    await search(page, 'awakening');
    const coherence = await holdSearch(page, 'coherence');
    await page.getByTestId('kiosk-search').fill('coherence');
    await coherence.asked;
    expect(await results.locator('p[role=status]').innerText()).toBe('');
    expect(await results.getAttribute('data-answered')).toBe('false');
    // What is requested now was found by the text before.
    const click = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/search/click');
    await song(page, 'Awakening').getByTestId('kiosk-ask').click();
    expect((await click).postDataJSON()).toMatchObject({ query: 'awakening', trackId: ids.get('Awakening') });
    coherence.letGo();
    await song(page, 'Coherence').waitFor();
    expect(await results.locator('p[role=status]').innerText()).toMatch(/^\d+ songs? found$/);
    await page.context().close();
  });

  it('shows no songs of the text before when the field is emptied and filled anew', async () => {
    const page = await kiosk(phone);
    await search(page, '');
    await search(page, 'apex');
    const coherence = await holdSearch(page, 'coherence');
    await page.getByTestId('kiosk-search').fill('');
    await page.getByTestId('kiosk-search').fill('coherence');
    await page.getByRole('region', { name: 'Popular here' }).waitFor();
    await coherence.asked;
    expect(await page.getByRole('region', { name: 'Popular here' }).count()).toBe(1);
    coherence.letGo();
    await song(page, 'Coherence').waitFor();
    await page.context().close();
  });

  it('tells a guest who searched a lot when to go on, and goes on by itself', async () => {
    const page = await kiosk(phone);
    await search(page, 'zzzzzz');
    const limited = { title: 'Too many requests', status: 429, detail: '', code: 'rate_limited', retryAfter: 2 };
    const problem = { type: 'urn:djamms:problem:rate_limited', traceId: '', ...limited };
    await page.route(searchOf('nebula'), (route) => route.fulfill({ status: 429, json: problem }), { times: 1 });
    await page.getByTestId('kiosk-search').fill('nebula');
    await page.getByText('That was a lot of searching. Go on in 2 s.').waitFor();
    expect(await page.getByTestId('kiosk-results').innerText()).not.toMatch(/Nothing found/);
    await song(page, 'Nebula').waitFor();
    expect(await page.getByText('That was a lot of searching').count()).toBe(0);
    await page.context().close();
  });

  it('leaves the keys of an input method to it while a word is being composed', async () => {
    const page = await kiosk(phone);
    const field = page.getByTestId('kiosk-search');
    await search(page, 'nebula');
    for (const sign of [{ isComposing: true }, { keyCode: 229 }])
      await field.dispatchEvent('keydown', { key: 'Escape', ...sign });
    expect(await field.inputValue()).toBe('nebula');
    await field.press('Escape');
    await page.getByTestId('kiosk-results').waitFor({ state: 'detached' });
    expect(await field.inputValue()).toBe('');
    await page.context().close();
  });

  it('shortens a suggestion that is longer than its button, on a phone and on a wide screen', async () => {
    const text =
      'Nebula of the Everlasting and Never Ending Summer Nights by the Sea, Remastered for Loud Rooms '.repeat(2);
    for (const options of [phone, tablet]) {
      const page = await kiosk(options);
      const items = ['track', 'artist'].map((kind) => ({ kind, text: `${text}(${kind})` }));
      await page.route('**/api/search/suggest?*', (route) => route.fulfill({ json: { items } }));
      await search(page, 'nebula');
      const chips = page.getByTestId('kiosk-suggestion').filter({ hasText: 'Everlasting' });
      await chips.nth(1).waitFor();
      for (const chip of await chips.all()) {
        const words = chip.locator('span:not([aria-hidden])');
        const [outer, inner] = [await chip.boundingBox(), await words.boundingBox()];
        expect(inner!.x + inner!.width).toBeLessThan(outer!.x + outer!.width);
      }
      await page.context().close();
    }
  });

  it('speaks the guest’s language, and another one when it is chosen', async () => {
    const german = await kiosk({ ...phone, locale: 'de-AT' });
    expect(await german.getByRole('heading', { name: 'Als Nächstes' }).count()).toBe(1);
    await german.getByTestId('kiosk-language').selectOption('fr');
    await german.getByRole('heading', { name: 'À suivre' }).waitFor();
    await german.reload();
    await german.getByRole('heading', { name: 'À suivre' }).waitFor();
    expect(await german.locator('html').getAttribute('lang')).toBe('fr');
    await german.context().close();
  });

  it('says so when there is no such venue', async () => {
    const lost = await open('/kiosk/nowhere-at-all', phone);
    await lost.getByRole('heading', { name: 'This place is not here' }).waitFor();
    expect(await barriers(lost)).toEqual([]);
    await lost.context().close();
  });

  it('has no barriers that axe finds, and nothing to touch that is smaller than a finger', async () => {
    const found: string[] = [];
    for (const [name, page] of Object.entries({ guest, friend })) {
      found.push(...(await barriers(page)).map((barrier) => `${name}, first page: ${barrier}`));
      await search(page, 'a');
      await eventually(async () => expect(await page.getByTestId('kiosk-song').count()).toBeGreaterThan(1));
      found.push(...(await barriers(page)).map((barrier) => `${name}, search: ${barrier}`));
      found.push(...(await tooSmall(page)));
      await page.getByTestId('kiosk-back').click();
    }
    expect(found).toEqual([]);
  });

  it('did all this without an error in any page', () => {
    expect(defects).toEqual([]);
  });
});

const searchOf =
  (text: string) =>
  ({ pathname, searchParams }: URL): boolean =>
    pathname === '/api/search' && searchParams.get('q') === text;

/** Keeps the answer for a text back until it is let go. */
async function holdSearch(page: Page, text: string): Promise<{ asked: Promise<unknown>; letGo: () => void }> {
  let letGo = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(searchOf(text), async (route) => {
    await gone;
    await route.continue();
  });
  const asked = page.waitForRequest((request) => searchOf(text)(new URL(request.url())));
  return { asked, letGo };
}

/** What can be touched and is smaller than 48 CSS pixels in one direction. */
async function tooSmall(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const each of await page.locator('button:visible, select:visible, input:visible, summary:visible').all()) {
    const box = await each.boundingBox();
    if (box !== null && Math.min(box.width, box.height) < 47.5)
      found.push(`${box.width} by ${box.height}: ${(await each.getAttribute('class')) ?? ''}`);
  }
  return found;
}
