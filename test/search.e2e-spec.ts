import { randomUUID } from 'node:crypto';
import {
  type Page as Listing,
  type OutputOf,
  type PlaybackState,
  rollUpSearches,
  type searchTracks,
} from '@djamms/contracts';
import { serviceCall } from '@djamms/messaging';
import { MessageTap, type SpawnedSystem, eventually, type Owner, type System, startBrowser } from '@djamms/testing';
import {
  type Browser,
  type BrowserContextOptions,
  type Locator,
  type Page,
  type WebSocketRoute,
} from 'playwright-core';
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
  /** Gives the song that a search finds first other tags. */
  const changed = async (q: string, change: object): Promise<void> => {
    const path = `/api/music/tracks/${(await find(q)).items[0]!.id}`;
    const { version } = (await owner.rest.get<{ version: number }>(path)).body;
    expect((await owner.rest.put(path, { version, ...change })).status).toBe(200);
  };
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
  afterEach(() => console1.unrouteAll({ behavior: 'ignoreErrors' }));
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
    const release = await hold(console1, searches);
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
    const release = await hold(console1, searches);
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

  describe('in the library, by the keyboard', () => {
    const field = () => console1.getByTestId('library-filter');
    const row = (title: string) => console1.getByTestId('track-row').filter({ hasText: title });
    const focused = (what: Locator): Locator => what.and(console1.locator(':focus'));
    const state = async (): Promise<PlaybackState> =>
      (await owner.rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;
    const queued = async (): Promise<string[]> => (await state()).queue.active_queue.map(({ title }) => title);

    beforeEach(async () => {
      await console1.goto(`${system.url()}/library`);
      await titlesUntil(console1, realTracks.length);
    });

    it('takes the next text after ×, a hint and cleared filters, and steers no music with it', async () => {
      const { settings } = await state();
      await field().fill('awakenig');
      await console1.getByRole('button', { name: 'Clear the search' }).click();
      await console1.keyboard.type('hm 1 awakenig');
      expect(await field().inputValue()).toBe('hm 1 awakenig');
      await field().fill('awakenig');
      await console1.getByTestId('library-meant').click();
      await console1.keyboard.type('m');
      expect(await field().inputValue()).toBe('awakeningm');
      await field().fill('e');
      await console1.getByRole('checkbox', { name: /Rock/ }).check();
      await console1.getByTestId('clear-filters').click();
      await console1.keyboard.type('m');
      expect(await field().inputValue()).toBe('em');
      await field().fill('e');
      await console1.getByRole('checkbox', { name: /Rock/ }).check();
      await field().fill('nebula');
      await console1.getByRole('button', { name: 'Clear the filters' }).click();
      await console1.keyboard.type('m');
      expect(await field().inputValue()).toBe('nebulam');
      expect((await state()).settings).toEqual(settings);
    });

    it('leaves the text alone while an input method takes Escape for itself', async () => {
      await field().fill('とうきょう');
      const escape = { key: 'Escape', bubbles: true, cancelable: true };
      await field().dispatchEvent('keydown', { ...escape, isComposing: true });
      await field().dispatchEvent('keydown', { ...escape, keyCode: 229 });
      expect(await field().inputValue()).toBe('とうきょう');
      await field().press('Escape');
      expect(await field().inputValue()).toBe('');
    });

    it('goes down to what was typed, and never to what was found before it', async () => {
      const before = await queued();
      const release = await hold(console1, searches);
      await field().fill('awakening');
      await field().press('ArrowDown');
      await field().press('Enter');
      expect(await focused(field()).count()).toBe(1);
      await release();
      await focused(row('Awakening')).waitFor();
      await console1.keyboard.press('Enter');
      await console1.getByText('“Awakening” added to the queue').waitFor();
      expect(await queued()).toEqual([...before, 'Awakening']);
    });

    it('stays in the field when the text changes after the arrow', async () => {
      const release = await hold(console1, searches);
      await field().fill('awakening');
      await field().press('ArrowDown');
      await field().fill('nebula');
      await release();
      await titlesUntil(console1, 1);
      expect(await titles(console1)).toEqual(['Nebula']);
      expect(await focused(field()).count()).toBe(1);
    });

    it('goes down to the first song from far below', async () => {
      await answerWithMany(console1, searches);
      await field().fill('e');
      await untilMany(console1);
      await scrollFar(console1);
      await field().press('ArrowDown');
      await focused(firstRow(console1)).waitFor();
    });

    it('is back in the field when the song in focus goes from the list', async () => {
      await field().fill('nebula');
      await titlesUntil(console1, 1);
      await field().press('ArrowDown');
      await focused(row('Nebula')).waitFor();
      await console1.route(searches, async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), items: [], total: 0 } });
      });
      await changed('nebula', { album: randomUUID() });
      await console1.getByText('Nothing found for “nebula”').waitFor();
      await focused(field()).waitFor();
    });

    it('stays in the row whose tags were edited', async () => {
      await field().press('ArrowDown');
      await focused(firstRow(console1)).waitFor();
      await console1.keyboard.press('e');
      await focused(console1.getByTestId('edit-title')).waitFor();
      await console1.keyboard.press('Escape');
      await focused(firstRow(console1)).waitFor();
    });
  });

  it('starts at the top when a filter is checked', async () => {
    await answerWithMany(console1, searches);
    await console1.goto(`${system.url()}/library`);
    await console1.getByTestId('library-filter').fill('e');
    await untilMany(console1);
    await scrollFar(console1);
    await console1.getByRole('checkbox', { name: /Rock/ }).check();
    await firstRow(console1).waitFor();
  });

  it('keeps the filters where they are while their counts are on the way', async () => {
    await console1.goto(`${system.url()}/library`);
    await console1.getByTestId('library-filter').fill('e');
    const genres = console1.getByTestId('facet-genre').getByRole('checkbox');
    const before = (await find('e')).facets.genre.length;
    await eventually(async () => expect(await genres.count()).toBe(before));
    await console1.getByRole('checkbox', { name: /Rock/ }).check();
    await titlesUntil(console1, 3);
    const release = await hold(console1, /\/api\/search\?.*pageSize=1(&|$)/);
    await console1.getByTestId('library-filter').fill('apex');
    await titlesUntil(console1, 1);
    expect(await genres.count()).toBe(before);
    await release();
    await eventually(async () => expect(await genres.count()).toBe(1));
  });

  it('shows what became of the library while the line was down, listed and found', async () => {
    const artist = `Artist ${randomUUID()}`;
    const page = await open(desk);
    const line = await wire(page);
    await signIn(page, system.url(), owner);
    await page.goto(`${system.url()}/library`);
    await titlesUntil(page, realTracks.length);
    await page.getByTestId('library-filter').fill('coherence');
    await titlesUntil(page, 1);
    await line.cut();
    await page.getByTestId('offline-strip').waitFor();
    await changed('coherence', { artist });
    await eventually(async () => expect((await find('coherence')).items[0]?.artist).toBe(artist));
    line.mend();
    await eventually(async () => expect(await page.getByTestId('track-row').first().innerText()).toContain(artist));
    await page.getByTestId('library-filter').fill('');
    await eventually(async () => expect((await titles(page)).length).toBe(realTracks.length));
    expect(await page.getByTestId('track-table').innerText()).toContain(artist);
    await page.context().close();
  });

  it.each(['listed', 'found'])(
    'says why songs far down are missing where they are %s, and tries again',
    async (how) => {
      const page = await open(desk);
      await signIn(page, system.url(), owner);
      const path = how === 'found' ? searches : listings;
      const many = await answerWithMany(page, path);
      many.refuse(2, 3);
      await page.goto(`${system.url()}/library`);
      if (how === 'found') await page.getByTestId('library-filter').fill('e');
      await untilMany(page);
      await scrollFar(page);
      await page.getByTestId('rows-failed').waitFor();
      many.refuse();
      await page.getByTestId('rows-failed').getByRole('button', { name: 'Try again' }).click();
      await eventually(async () => expect((await titles(page)).length).toBeGreaterThan(10));
      expect(await page.getByTestId('rows-failed').count()).toBe(0);
      await page.context().close();
    },
  );

  it('broke nothing in any page', () => expect(defects).toEqual([]));

  const titlesUntil = async (page: Page, count: number): Promise<string[]> => {
    await eventually(async () => expect(await titles(page)).toHaveLength(count));
    return titles(page);
  };
});

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

const searches = /\/api\/search\?/;
const listings = /\/api\/music\/tracks\?/;

/** Answers of these requests stay away until what this returns is called. */
async function hold(page: Page, url: RegExp): Promise<() => Promise<void>> {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  await page.route(url, async (route) => {
    await opened;
    // The page has given up what it no longer wants.
    await route.continue().catch(() => undefined);
  });
  return async () => {
    open();
    await page.unroute(url);
  };
}

const manySongs = 250;

/** Makes a list of many songs out of those that are there; some of its pages can be refused. */
async function answerWithMany(page: Page, url: RegExp) {
  const total = manySongs;
  let refused: number[] = [];
  await page.route(url, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const number = Number(asked.get('page'));
    if (refused.includes(number)) return route.fulfill({ status: 503 });
    const address = new URL(route.request().url());
    address.searchParams.set('page', '1');
    const response = await route.fetch({ url: address.href });
    const answer = (await response.json()) as Listing<{ id: string }>;
    const size = Math.min(answer.pageSize, total - (number - 1) * answer.pageSize);
    const items = Array.from({ length: size }, (_unused, at) => ({
      ...answer.items[at % answer.items.length],
      id: randomUUID(),
    }));
    return route.fulfill({ response, json: { ...answer, page: number, total, items } });
  });
  return {
    refuse: (...pages: number[]) => {
      refused = pages;
    },
  };
}

const untilMany = (page: Page): Promise<void> =>
  page
    .getByRole('status')
    .filter({ hasText: `${manySongs} songs` })
    .waitFor();
const firstRow = (page: Page): Locator => page.locator('[data-testid="track-row"][data-index="0"]');

/** Until the first song is no longer there. */
async function scrollFar(page: Page): Promise<void> {
  await page.getByTestId('track-table').hover();
  await page.mouse.wheel(0, 8_000);
  await firstRow(page).waitFor({ state: 'detached' });
}

/** The page's line to the venue, which can be cut for a while. Requests over HTTP go on. */
async function wire(page: Page): Promise<{ cut: () => Promise<void>; mend: () => void }> {
  let isCut = false;
  const open = new Set<WebSocketRoute>();
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) return socket.close();
    open.add(socket);
    socket.connectToServer();
    return undefined;
  });
  return {
    cut: async () => {
      isCut = true;
      for (const socket of open) await socket.close();
      open.clear();
    },
    mend: () => {
      isCut = false;
    },
  };
}
