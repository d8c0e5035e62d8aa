import { type Page as Listing, type OutputOf, rollUpSearches, type searchTracks } from '@djamms/contracts';
import { serviceCall } from '@djamms/messaging';
import { MessageTap, type SpawnedSystem, eventually, type Owner, type System, startBrowser } from '@djamms/testing';
import { type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { barriers, glance, signIn } from './support/console';
import { realTracks, untilProcessed, upload } from './support/music';
import { controlled, itOurs, openSystem } from './support/system';

const desk: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, locale: 'en-GB' };

/** What the library's songs are, beyond their names. */
const tags: Record<string, { genre: string; year: number; bpm?: number }> = {
  Nebula: { genre: 'Ambient', year: 2014, bpm: 96.5 },
  Awakening: { genre: 'Ambient', year: 1998 },
  Coherence: { genre: 'Electronic', year: 2016 },
};

describe('a search as people see it', () => {
  let system: System;
  let browser: Browser;
  let owner: Owner;
  let console1: Page;
  const defects: string[] = [];

  const open = async (options: BrowserContextOptions): Promise<Page> => {
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => defects.push(error.message));
    return page;
  };
  const find = async (q: string): Promise<OutputOf<typeof searchTracks>> =>
    (await owner.rest.get<OutputOf<typeof searchTracks>>('/api/search', { venueId: owner.venueId, q })).body;
  const history = async () =>
    (
      await owner.rest.get<Listing<{ query: string; clickedTrackId: string | null }>>('/api/user/search-history', {
        venueId: owner.venueId,
      })
    ).body.items;
  const titles = (page: Page): Promise<string[]> => page.getByTestId('track-row').locator('strong').allInnerTexts();

  beforeAll(async () => {
    [system, browser] = await Promise.all([openSystem(), startBrowser()]);
    owner = await system.rest().registerOwner();
    for (const name of realTracks) await upload(owner, name);
    for (const { id, title, version } of await untilProcessed(owner, realTracks.length)) {
      const change = tags[title] ?? { genre: 'Rock', year: 2009 };
      expect((await owner.rest.put(`/api/music/tracks/${id}`, { version, ...change })).status).toBe(200);
    }
    await eventually(async () => expect((await find('nebula')).items[0]).toMatchObject({ genre: 'Ambient' }));
    console1 = await open(desk);
    await signIn(console1, system.url(), owner);
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it('finds a song typed with a slip, marks it, takes it by the keyboard alone, and remembers that', async () => {
    await console1.keyboard.press('/');
    await console1.keyboard.type('nebola');
    const result = console1.getByTestId('search-result').first();
    await result.locator('mark').first().waitFor();
    expect(await result.locator('mark').first().innerText()).toBe('Nebula');
    await console1.keyboard.press('Enter');
    await eventually(async () => expect(await console1.getByTestId('active-queue').innerText()).toContain('Nebula'));
    const [nebula] = (await find('nebula')).items;
    await eventually(async () =>
      expect(await history()).toContainEqual(expect.objectContaining({ query: 'nebola', clickedTrackId: nebula?.id })),
    );
  });

  it('offers the artist who was typed, and fills the field with the name', async () => {
    const artist = (await find('nebula')).items[0]!.artist;
    const field = console1.getByTestId('search-and-add');
    await field.fill(artist.slice(0, 3));
    await console1.getByTestId('search-artist').first().waitFor();
    await field.press('ArrowUp');
    await field.press('Enter');
    await eventually(async () => expect(await field.inputValue()).toBe(artist));
    await console1.getByTestId('search-result').first().waitFor();
  });

  it('takes what is seen as chosen, though the list of what was typed since is on its way', async () => {
    const field = console1.getByTestId('search-and-add');
    const queue = async () => (await glance(console1)).queue;
    await field.fill('e');
    await console1.getByTestId('search-result').nth(2).waitFor();
    const release = await holdSearches(console1);
    try {
      const before = await queue();
      await field.press('n');
      await field.press('ArrowDown');
      const chosen = console1.locator('[role=option][aria-selected=true] .truncate').first();
      const title = await chosen.innerText();
      await field.press('Enter');
      await eventually(async () => expect(await queue()).toEqual([...before, title]));
    } finally {
      await release();
    }
  });

  it('says that nothing is found only when it knows', async () => {
    const field = console1.getByTestId('search-and-add');
    const release = await holdSearches(console1);
    try {
      await field.fill('xxxxyyyy');
      await console1.getByText('Searching…').waitFor();
      expect(await console1.getByText(/Nothing found/).count()).toBe(0);
      expect(await console1.getByTestId('search-result').count()).toBe(0);
    } finally {
      await release();
    }
    await console1.getByText('Nothing found for “xxxxyyyy”').waitFor();
  });

  it('leaves keys to an input method that composes a word', async () => {
    const field = console1.getByTestId('search-and-add');
    const before = (await glance(console1)).queue;
    await field.fill('apex');
    await console1.getByTestId('search-result').first().waitFor();
    const composing = { isComposing: true, keyCode: 229, bubbles: true };
    await field.dispatchEvent('keydown', { key: 'Escape', ...composing });
    await field.dispatchEvent('keydown', { key: 'Enter', ...composing });
    await field.press('Enter');
    await eventually(async () => expect((await glance(console1)).queue).toEqual([...before, 'Apex Aleph']));
    expect(await field.inputValue()).toBe('apex');
  });

  it('keeps the chosen song in sight on a low screen', async () => {
    const field = console1.getByTestId('search-and-add');
    await console1.setViewportSize({ width: 1280, height: 480 });
    await field.fill('e');
    await console1.getByTestId('search-result').nth(2).waitFor();
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown']) {
      await field.press(key);
      expect(await console1.evaluate<boolean>(chosenIsInSight)).toBe(true);
    }
    await console1.setViewportSize(desk.viewport!);
  });

  it('narrows by tempo for who asks over REST, and says what is wrong with a tempo that is none', async () => {
    const narrowed = (bounds: Record<string, number>) =>
      owner.rest.get<OutputOf<typeof searchTracks>>('/api/search', { venueId: owner.venueId, ...bounds });
    expect((await narrowed({ bpmMin: 96.5, bpmMax: 100 })).body.items).toMatchObject([{ title: 'Nebula', bpm: 96.5 }]);
    expect((await narrowed({ bpmMin: 97 })).body.total).toBe(0);
    expect(await narrowed({ bpmMin: -1 })).toMatchObject({ status: 400, body: { errors: [{ path: 'bpmMin' }] } });
  });

  it('says what to do where nothing is found', async () => {
    await console1.getByTestId('search-and-add').fill('zzzzqqqq');
    await console1.getByText('Nothing found for “zzzzqqqq”').waitFor();
  });

  it('narrows the library by genre, decade and length, with counts that follow', async () => {
    await console1.goto(`${system.url()}/library`);
    await eventually(async () => expect(await titles(console1)).toHaveLength(realTracks.length));
    const all = await find('e');
    await console1.getByTestId('library-filter').fill('e');
    const facets = console1.getByTestId('facets');
    await facets.waitFor();
    expect(await titles(console1)).toHaveLength(all.total);
    const count = (value: string) => all.facets.genre.find((entry) => entry.value === value)?.count ?? 0;
    await facets.getByRole('checkbox', { name: /Rock/ }).check();
    await eventually(async () => expect(await titles(console1)).toHaveLength(count('Rock')));
    // Another genre can still be chosen, and says what it would find.
    expect(await facets.getByTestId('facet-genre').getByRole('checkbox').count()).toBe(all.facets.genre.length);
    expect(await facets.getByTestId('facet-year').innerText()).toMatch(/2000s/);
    expect(await facets.getByTestId('facet-year').innerText()).not.toMatch(/1990s/);
    await console1.getByTestId('clear-filters').click();
    await eventually(async () => expect(await titles(console1)).toHaveLength(all.total));
    expect(await barriers(console1)).toEqual([]);
  });

  it('offers what was meant, in the library and in the kiosk', async () => {
    const slip = 'awakenig';
    const meant = (await find(slip)).didYouMean;
    expect(meant).toBe('awakening');
    await console1.getByTestId('library-filter').fill(slip);
    await console1.getByTestId('library-meant').click();
    expect(await console1.getByTestId('library-filter').inputValue()).toBe(meant);
    await eventually(async () => expect((await titles(console1))[0]).toBe('Awakening'));

    const guest = await open(phone);
    await guest.goto(`${system.url()}/kiosk/${owner.venueId}`);
    await guest.getByTestId('kiosk-search').fill(slip);
    await guest.getByTestId('kiosk-meant').click();
    expect(await guest.getByTestId('kiosk-search').inputValue()).toBe(meant);
    await guest.getByTestId('kiosk-song').locator('mark').first().waitFor();
    expect(await guest.getByTestId('kiosk-song').locator('mark').first().innerText()).toBe('Awakening');
  });

  itOurs('tells staff what was looked for in vain, and what was chosen, without anybody’s name', async () => {
    await find('xylophonist concerto');
    await countSearches(controlled(system));
    await console1.goto(`${system.url()}/requests?tab=searches`);
    const overview = console1.getByTestId('searches');
    await overview.getByText('xylophonist concerto').first().waitFor();
    expect(await overview.getByRole('region', { name: 'Looked for in vain' }).innerText()).toMatch(
      /xylophonist concerto\s+1 time/,
    );
    expect(await overview.getByRole('region', { name: 'Looked for most' }).innerText()).toMatch(
      /nebola\s+1 time · chosen 1/,
    );
    expect(await overview.innerText()).not.toContain(owner.username);
    expect(await barriers(console1)).toEqual([]);
  });

  it('fits a phone, where the filters come up on a sheet', async () => {
    const page = await open(phone);
    await signIn(page, system.url(), owner);
    await page.goto(`${system.url()}/library`);
    await page.getByTestId('library-filter').fill('e');
    await page.getByTestId('open-filters').click();
    await page.getByRole('checkbox', { name: /Ambient/ }).check();
    await page.getByRole('button', { name: 'Show the songs' }).click();
    const found = await titlesUntil(page, 2);
    expect(found.sort()).toEqual(['Awakening', 'Nebula']);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('broke nothing in any page', () => expect(defects).toEqual([]));

  const titlesUntil = async (page: Page, count: number): Promise<string[]> => {
    await eventually(async () => expect(await titles(page)).toHaveLength(count));
    return titles(page);
  };
});

/** Keeps the page's searches from the server. @returns lets them go */
async function holdSearches(page: Page): Promise<() => Promise<void>> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const url = '**/api/search?*';
  await page.route(url, async (route) => {
    await opened;
    // One that the page gave up meanwhile is gone.
    await route.continue().catch(() => undefined);
  });
  return async () => {
    open();
    await page.unroute(url);
  };
}

/** Whether the active choice lies within the part of the list that is seen. */
const chosenIsInSight = `(() => {
  const chosen = document.querySelector('[role=option][aria-selected=true]');
  const list = chosen.closest('[role=listbox]').parentElement.getBoundingClientRect();
  const { top, bottom } = chosen.getBoundingClientRect();
  return top >= list.top - 1 && bottom <= list.bottom + 1;
})()`;

/** As the scheduler has it done every hour. */
async function countSearches({ place }: SpawnedSystem): Promise<void> {
  const tap = await MessageTap.open(place.natsUrl, place.natsPrefix);
  try {
    await tap.request(rollUpSearches, {}, serviceCall('scheduler'));
  } finally {
    await tap.close();
  }
}
