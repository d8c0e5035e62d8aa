import { type Acknowledged, type CommandName, type PlaybackState, type Playlist } from '@djamms/contracts';
import { eventually, type Owner, type System, startBrowser } from '@djamms/testing';
import { type Browser, type Page } from 'playwright-core';
import { glance, glanceOf, signIn } from './support/console';
import { realTracks, untilProcessed, upload } from './support/music';
import { debugOf } from './support/player';
import { openSystem } from './support/system';

/** Two consoles, the player and a kiosk, all looking at one venue. */
describe('all windows of a venue', () => {
  let system: System;
  let browser: Browser;
  let owner: Owner;
  let playlistId: string;
  let consoles: Page[];
  let player: Page;
  let kiosk: Page;

  const state = async (): Promise<PlaybackState> =>
    (await owner.rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;

  beforeAll(async () => {
    [system, browser] = await Promise.all([openSystem({ replicas: { gateway: 2 } }), startBrowser({ autoplay: true })]);
    owner = await system.rest().registerOwner();
    for (const name of realTracks) await upload(owner, name);
    const tracks = await untilProcessed(owner, realTracks.length);
    const trackIds = tracks.map(({ id }) => id);
    playlistId = (await owner.rest.post<Playlist>('/api/playlists', { name: 'All', trackIds })).body.id;
    const open = async (gateway: number, path: string): Promise<Page> => {
      const page = await context[gateway]!.newPage();
      await page.goto(`${system.url(gateway)}${path}`);
      return page;
    };
    const context = await Promise.all(
      [0, 1].map(() => browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })),
    );
    consoles = await Promise.all(context.map((each) => each.newPage()));
    for (const [gateway, page] of consoles.entries()) await signIn(page, system.url(gateway), owner);
    player = await open(0, `/player/${owner.venueId}`);
    await player.getByTestId('player-start').click();
    await eventually(async () => expect((await debugOf(player)).isMaster).toBe(true));
    kiosk = await open(1, `/kiosk/${owner.venueId}`);
    await kiosk.locator('[data-testid=kiosk-page][data-connection=online]').waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  it.each<[CommandName, (() => number | string) | null]>([
    ['PLAY_PLAYLIST', () => playlistId],
    ['PAUSE', null],
    ['PLAY', null],
    ['PLAY_PAUSE', null],
    ['PLAY_PAUSE', null],
    ['PLAY_NEXT', null],
    ['PLAY_NEXT', null],
    ['PLAY_PREVIOUS', null],
    ['SEEK', () => 20],
    ['SET_VOLUME', () => 35],
    ['MUTE', null],
    ['UNMUTE', null],
    ['SHUFFLE_TOGGLE', null],
    ['REPEAT_TOGGLE', null],
    ['FADE_OUT_STOP', () => 0],
    ['PLAY', null],
    ['EMERGENCY_STOP', null],
    ['PLAY', null],
    ['CLEAR_QUEUE', null],
  ])('agree after %s', async (command, value) => {
    const body = { venueId: owner.venueId, command, value: value?.() };
    const answer = await owner.rest.post<Acknowledged>('/api/ui/command', body);
    expect(answer).toMatchObject({ status: 200 });
    for (const page of [...consoles, player, kiosk])
      await eventually(async () => {
        const shown = await page.locator('html').getAttribute('data-revision');
        expect(Number(shown)).toBeGreaterThanOrEqual(answer.body.revision);
      });
    await eventually(async () => {
      const truth = await state();
      const wanted = glanceOf(truth);
      expect(await Promise.all(consoles.map(glance))).toEqual([wanted, wanted]);
      expect(await player.getByTestId('player-title').innerText()).toBe(wanted.title);
      expect(await kiosk.getByTestId('kiosk-title').innerText()).toBe(wanted.title);
      // What is shown is what is heard.
      expect((await debugOf(player)).paused).toBe(truth.nowPlaying.state !== 'playing');
    });
  });
});
