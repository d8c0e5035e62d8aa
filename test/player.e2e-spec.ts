import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PlaybackState, type Track } from '@djamms/contracts';
import { eventually, type Owner, type System, startBrowser } from '@djamms/testing';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type Moment, type PlayerDebug, debugOf, listen } from './support/player';
import { realTracks, untilProcessed, upload } from './support/music';
import { toneWav } from './support/tone';
import { controlled, itOurs, openSystem } from './support/system';

const timeout = 120_000;
const houseName = 'venue.test';
/** The player has a gateway of its own, which dies alone: the tests go on talking to the other one. */
const own = 1;

/** A night in a venue whose server dies: what the room hears, by the analyser of the real player in Chromium. */
describe('the player window', () => {
  let system: System;
  let browser: Browser;
  /** Lets no page make sound before a press. */
  let strict: Browser | undefined;
  let context: BrowserContext;
  let owner: Owner;
  let tracks: Track[];
  let player: Page;

  const command = async (name: string, value?: number | string): Promise<void> => {
    const answer = await owner.rest.post('/api/ui/command', { venueId: owner.venueId, command: name, value });
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const setting = async (name: string, value: unknown): Promise<void> => {
    const answer = await owner.rest.post('/api/settings/update', { venueId: owner.venueId, setting: name, value });
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const add = async (track: Track): Promise<void> => {
    const answer = await owner.rest.post('/api/queue/add', { venueId: owner.venueId, trackId: track.id });
    if (answer.status !== 200) throw new Error(`add: ${answer.status}`);
  };
  const state = async (): Promise<PlaybackState> =>
    (await owner.rest.get<PlaybackState>(`/api/venues/${owner.venueId}/state`)).body;
  const history = async (): Promise<{ trackId: string }[]> =>
    (await owner.rest.get<{ items: { trackId: string }[] }>('/api/user/history', { pageSize: '100' })).body.items;
  const trackOf = (title: string): Track => tracks.find((track) => track.title.startsWith(title))!;
  const openPlayer = async (page: Page, url = system.url(own)): Promise<void> => {
    await page.goto(`${url}/player/${owner.venueId}`);
    await eventually(async () => {
      // It goes when the window starts by itself, perhaps at this moment.
      await page
        .getByTestId('player-start')
        .click({ timeout: 500 })
        .catch(() => undefined);
      expect((await debugOf(page)).isMaster).toBe(true);
    });
  };
  const signIn = async (page: Page, url = system.url(own)): Promise<void> => {
    await page.goto(`${url}/login`);
    await page.getByTestId('login-form').getByRole('textbox').first().fill(owner.session.user.username);
    await page.getByTestId('login-form').getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await page.getByTestId('login-form').locator('button[type=submit]').click();
    await page.getByTestId('live-page').waitFor();
  };
  /** A try before this one may have left the room to another window. */
  const claim = async (): Promise<void> => {
    const takeOver = player.getByTestId('take-over');
    await eventually(async () => {
      if (await takeOver.isVisible()) await takeOver.click();
      expect((await debugOf(player)).isMaster).toBe(true);
    });
  };
  /** Lets a song sound on the player, from `before` seconds ahead of the end of its sound if told. */
  const play = async (titles: string[], before?: number): Promise<void> => {
    await claim();
    await owner.rest.post('/api/queue/clear', { venueId: owner.venueId });
    const [first, ...rest] = titles.map(trackOf);
    await owner.rest.post('/api/queue/add', { venueId: owner.venueId, trackId: first!.id, action: 'quick' });
    for (const track of rest) await add(track);
    await sounds(first!.id);
    // The same song may have sounded before: it is this play of it that is meant.
    await eventually(async () => expect((await debugOf(player)).itemId).toBe((await state()).nowPlaying.item_id));
    if (before !== undefined) await seekBeforeEnd(before);
  };
  const seek = async (to: number): Promise<void> => {
    await command('SEEK', to);
    // It plays on while it is looked for, on a busy machine for some seconds.
    await eventually(async () => {
      const { currentTime } = await debugOf(player);
      expect(currentTime).toBeGreaterThan(to - 2);
      expect(currentTime).toBeLessThan(to + 12);
    });
  };
  const seekBeforeEnd = async (seconds: number): Promise<void> => {
    const { nowPlaying } = await state();
    await seek((nowPlaying.real_end_offset ?? nowPlaying.duration) - seconds);
  };
  const sounds = (trackId: string): Promise<PlayerDebug> =>
    eventually(async () => {
      const now = await debugOf(player);
      expect(now.decks[0]).toMatchObject({ trackId, paused: false });
      expect(now.level).toBeGreaterThan(0.001);
      return now;
    });
  const hasCached = (titles: string[]): Promise<void> =>
    eventually(async () => {
      const { cached } = await debugOf(player);
      for (const title of titles) expect(cached).toContain(trackOf(title).id);
    }, timeout);

  beforeAll(async () => {
    system = await openSystem({ replicas: { gateway: 2 } });
    // A house's own network: a name, and no TLS.
    const args = [`--host-resolver-rules=MAP ${houseName} ${new URL(system.url(own)).hostname}`];
    browser = await startBrowser({ autoplay: true, args });
    owner = await system.rest().registerOwner();
    for (const name of realTracks) await upload(owner, name);
    tracks = await untilProcessed(owner, realTracks.length);
    const playlist = {
      name: 'House',
      isDefault: true,
      trackIds: ['Awakening', 'Apex'].map((title) => trackOf(title).id),
    };
    await owner.rest.post('/api/playlists', { ...playlist, venueId: owner.venueId });
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    player = await context.newPage();
    await signIn(player);
    await openPlayer(player);
  }, timeout);
  afterAll(async () => {
    await Promise.all([browser?.close(), strict?.close()]);
    await system?.stop();
  });

  it('changes songs without a gap, where the sound of one ends', async () => {
    await play(['Chimes', 'Coherence'], 4);
    await hasCached(['Coherence']);
    const heard = await listen(player, 6_000);
    expect(heard.at(-1)!.trackId).toBe(trackOf('Coherence').id);
    expect(longestSilence(heard)).toBeLessThan(250);
  });

  it('lets two songs overlap in equal power, and the venue name the one that comes', async () => {
    await setting('crossfade_time', 3);
    await play(['Chimes', 'Coherence'], 5);
    const heard = await listen(player, 6_000);
    await setting('crossfade_time', 0);
    const both = heard.filter(({ decks }) => decks.every(({ paused, level }) => !paused && level > 0.0005));
    expect(both.length).toBeGreaterThan(20);
    for (const { trackId, decks } of both.slice(2, -2)) {
      expect(trackId).toBe(trackOf('Coherence').id);
      expect(decks.reduce((sum, { fade }) => sum + fade ** 2, 0)).toBeCloseTo(1, 0);
    }
    expect(heard.at(-1)!.decks[1]).toMatchObject({ fade: 0 });
    await eventually(async () => expect((await state()).nowPlaying.track_id).toBe(trackOf('Coherence').id));
  });

  it('sounds as the venue sets it: volume, mute, equaliser', async () => {
    await play(['Nebula']);
    await seek(60);
    const usual = await loudness();
    await command('SET_VOLUME', 20);
    await eventually(async () => expect(await loudness()).toBeLessThan(usual / 3));
    await command('SET_VOLUME', 70);
    await setting('eq', Array(10).fill(-12));
    await eventually(async () => expect(await loudness()).toBeLessThan(usual / 2));
    await setting('eq', Array(10).fill(0));
    await setting('dynamic_compressor_enabled', true);
    await eventually(async () => expect(await loudness()).toBeGreaterThan(usual / 2));
    await setting('dynamic_compressor_enabled', false);
    await command('MUTE');
    await eventually(async () => expect(await loudness()).toBeLessThan(0.0001));
    await command('UNMUTE');
    await eventually(async () => expect(await loudness()).toBeGreaterThan(usual / 3));
  });

  it('skips, pauses, fades out and stops when it is told', async () => {
    await play(['March', 'Nebula']);
    await command('PLAY_NEXT');
    await sounds(trackOf('Nebula').id);
    await command('PAUSE');
    await eventually(async () => expect(await debugOf(player)).toMatchObject({ paused: true }));
    await command('PLAY');
    await sounds(trackOf('Nebula').id);
    await command('FADE_OUT_STOP', 2);
    const fading = await listen(player, 2_500);
    const fades = fading.map(({ decks }) => decks[0]!.fade);
    expect(fades.filter((fade) => fade > 0.2 && fade < 0.8).length).toBeGreaterThan(10);
    await eventually(async () => expect(await loudness()).toBeLessThan(0.0001));
    await command('PLAY');
    await sounds(trackOf('Nebula').id);
    await command('EMERGENCY_STOP');
    await eventually(async () => expect(await debugOf(player)).toMatchObject({ paused: true }));
    await command('PLAY');
    await sounds(trackOf('Nebula').id);
  });

  itOurs('tells of a broken file once, and plays the next song a moment later', async () => {
    const broken = await brokenTrack();
    await owner.rest.post('/api/queue/clear', { venueId: owner.venueId });
    for (const track of [broken, trackOf('Coherence')])
      await owner.rest.post('/api/queue/add', { venueId: owner.venueId, trackId: track.id });
    await command('PLAY_NEXT');
    await sounds(trackOf('Coherence').id);
    expect(await state()).toMatchObject({ nowPlaying: { track_id: trackOf('Coherence').id }, alerts: [] });
  });

  itOurs(
    'plays on when the server dies in mid-song, through the change of songs, and tells all of it afterwards',
    async () => {
      const before = await history();
      await play(['March', 'Nebula']);
      await hasCached(['March', 'Nebula', 'Awakening', 'Apex']);
      await eventually(async () => expect((await debugOf(player)).decks[1]!.trackId).toBe(trackOf('Nebula').id));
      await seekBeforeEnd(5);
      await controlled(system).kill('gateway', 'SIGKILL', own);

      const heard = await listen(player, 8_000);
      expect(heard.at(-1)!.trackId).toBe(trackOf('Nebula').id);
      expect(longestSilence(heard)).toBeLessThan(250);
      expect(await debugOf(player)).toMatchObject({ isAlone: true, isMaster: true, journal: 1 });
      expect(await player.getByTestId('player-status').innerText()).toMatch(/Offline. Playing from this device/);
      await player.getByRole('button', { name: 'Next song' }).click();
      const rotation = ['Awakening', 'Apex'].map((title) => trackOf(title).id);
      await eventually(async () => {
        const now = await debugOf(player);
        expect(rotation).toContain(now.decks[0]!.trackId);
        expect(now.level).toBeGreaterThan(0.0001);
      });

      const [, sound] = await Promise.all([controlled(system).restart('gateway', own), listen(player, 12_000)]);
      await eventually(async () => expect(await debugOf(player)).toMatchObject({ isAlone: false, journal: 0 }));
      expect(longestSilence(sound)).toBeLessThan(250);
      expect(new Set(sound.map(({ trackId }) => trackId)).size).toBe(1);
      const now = await debugOf(player);
      const venue = await state();
      expect(venue.nowPlaying).toMatchObject({
        item_id: now.itemId,
        track_id: now.decks[0]!.trackId,
        state: 'playing',
      });
      expect(Math.abs((venue.serverTime - venue.nowPlaying.start_timestamp!) / 1_000 - now.currentTime)).toBeLessThan(
        2,
      );
      await eventually(async () => {
        const after = await history();
        const played = after.map(({ trackId }) => trackId);
        expect(played.slice(0, 2)).toEqual([trackOf('Nebula').id, trackOf('March').id]);
        for (const each of ['Nebula', 'March'].map(trackOf))
          expect(countOf(after, each)).toBe(countOf(before, each) + 1);
      });
    },
  );

  itOurs('opens again without a server, and goes on where it was', async () => {
    await play(['Coherence', 'March']);
    await hasCached(['Coherence', 'March']);
    await seek(40);
    await controlled(system).kill('gateway', 'SIGKILL', own);
    await eventually(async () => expect(await debugOf(player)).toMatchObject({ isAlone: true }));
    await player.waitForTimeout(2_500);
    await player.reload();
    await eventually(async () => {
      const now = await debugOf(player);
      expect(now).toMatchObject({ isAlone: true, isMaster: true, paused: false });
      expect(now.decks[0]).toMatchObject({ trackId: trackOf('Coherence').id, from: 'device' });
      expect(now.currentTime).toBeGreaterThan(40);
      expect(now.level).toBeGreaterThan(0.0001);
    });
    await player.getByRole('button', { name: 'Pause' }).click();
    await eventually(async () => expect((await debugOf(player)).paused).toBe(true));
    await player.getByRole('button', { name: 'Play' }).click();
    await sounds(trackOf('Coherence').id);
    await controlled(system).restart('gateway', own);
    await eventually(async () => {
      expect(await debugOf(player)).toMatchObject({ isAlone: false, isMaster: true, paused: false });
      expect((await state()).nowPlaying).toMatchObject({ track_id: trackOf('Coherence').id, state: 'playing' });
    });
  });

  itOurs('plays on while the gateway answers but the venue’s service does not', async () => {
    await play(['Chimes', 'Coherence'], 6);
    await hasCached(['Chimes', 'Coherence']);
    await controlled(system).kill('playlist');
    const heard = await listen(player, 10_000);
    await eventually(async () => expect(await debugOf(player)).toMatchObject({ isAlone: true, journal: 1 }));
    await controlled(system).restart('playlist');
    expect(heard.at(-1)!.trackId).toBe(trackOf('Coherence').id);
    expect(longestSilence(heard)).toBeLessThan(250);
    await eventually(async () => {
      expect(await debugOf(player)).toMatchObject({ isAlone: false, journal: 0, paused: false });
      expect((await state()).nowPlaying).toMatchObject({ track_id: trackOf('Coherence').id, state: 'playing' });
    });
  });

  it('goes on at its place after a reload in mid-song', async () => {
    await play(['Nebula']);
    await seek(100);
    await player.reload();
    const now = await sounds(trackOf('Nebula').id);
    expect(now).toMatchObject({ isMaster: true, isAlone: false });
    expect(now.currentTime).toBeGreaterThan(99);
    await eventually(async () => {
      const { nowPlaying, serverTime } = await state();
      const drift = (serverTime - nowPlaying.start_timestamp!) / 1_000 - (await debugOf(player)).currentTime;
      expect(Math.abs(drift)).toBeLessThan(1);
    });
  });

  it('repeats a song without a gap, though only the venue knows under which item', async () => {
    await setting('repeat_mode', 'one');
    await play(['Chimes'], 4);
    const { itemId } = await debugOf(player);
    const heard = await listen(player, 6_000);
    expect(longestSilence(heard)).toBeLessThan(250);
    const again = await sounds(trackOf('Chimes').id);
    expect(again.itemId).not.toBe(itemId);
    expect(again.currentTime).toBeLessThan(10);
    await setting('repeat_mode', 'none');
  });

  it('lets one window make the sound, on plain http too: the other one stops at once when it is taken over', async () => {
    await play(['Nebula']);
    const house = system.url(own).replace(new URL(system.url(own)).hostname, houseName);
    const rivals = await browser.newContext();
    const rival = await rivals.newPage();
    await signIn(rival, house);
    await rival.goto(`${house}/player/${owner.venueId}`);
    await rival.getByTestId('player-start').click();
    await rival.getByTestId('player-conflict').waitFor();
    expect((await debugOf(player)).isMaster).toBe(true);
    await rival.getByTestId('take-over').click();
    await eventually(async () => {
      expect(await debugOf(rival)).toMatchObject({ isMaster: true, paused: false });
      expect(await debugOf(player)).toMatchObject({ isMaster: false, level: 0 });
    });
    expect(await rival.evaluate('isSecureContext')).toBe(false);
    await eventually(async () => expect((await debugOf(rival)).cached).toContain(trackOf('Nebula').id), timeout);
    await player.getByTestId('take-over').click();
    await sounds(trackOf('Nebula').id);
    await eventually(async () => expect(await debugOf(rival)).toMatchObject({ isMaster: false, level: 0 }));
    await rivals.close();
  });

  itOurs(
    'stops when it comes back and another player has the room, and tells what it played when it has it again',
    async () => {
      await play(['Chimes', 'Coherence'], 8);
      await hasCached(['Chimes', 'Coherence']);
      const before = await history();
      await controlled(system).kill('gateway', 'SIGKILL', own);
      await sounds(trackOf('Coherence').id);
      await player.getByRole('button', { name: 'Next song' }).click();
      await eventually(async () => expect(await debugOf(player)).toMatchObject({ isAlone: true, journal: 2 }));
      const rival = { venueId: owner.venueId, deviceId: 'another-device', force: true };
      expect((await owner.rest.post('/api/player/register', rival)).body).toMatchObject({ status: 'registered' });
      await controlled(system).restart('gateway', own);
      await player.getByTestId('player-conflict').waitFor();
      await eventually(async () =>
        expect(await debugOf(player)).toMatchObject({ isMaster: false, isAlone: false, level: 0 }),
      );
      await player.getByTestId('take-over').click();
      await eventually(async () => {
        expect((await debugOf(player)).isMaster).toBe(true);
        const after = await history();
        expect(countOf(after, trackOf('Coherence'))).toBe(countOf(before, trackOf('Coherence')) + 1);
      });
    },
  );

  it('asks for a press where the browser wants one, and plays then', async () => {
    await play(['Nebula']);
    strict = await startBrowser({ args: ['--autoplay-policy=document-user-activation-required'] });
    const visits = await strict.newContext();
    const pressed = await visits.newPage();
    await signIn(pressed);
    await pressed.goto(`${system.url(own)}/player/${owner.venueId}`);
    await pressed.getByTestId('player-start').click();
    await pressed.getByTestId('take-over').click();
    await eventually(async () => expect((await debugOf(pressed)).level).toBeGreaterThan(0.0001));
    await pressed.close();
    // It has played here before and would start by itself, but nobody has touched this window. Whatever a test asks of
    // a page counts as a touch in Chromium: the window is left alone until it has tried.
    const untouched = await visits.newPage();
    await untouched.goto(`${system.url(own)}/player/${owner.venueId}`);
    await untouched.waitForTimeout(5_000);
    await untouched.getByTestId('player-start').click();
    await eventually(async () => {
      expect(await debugOf(untouched)).toMatchObject({ isMaster: true });
      expect((await debugOf(untouched)).level).toBeGreaterThan(0.0001);
    });
  });

  /** A track whose bytes went bad on the server's disk. */
  async function brokenTrack(): Promise<Track> {
    const path = join(controlled(system).place.folder, 'tone.wav');
    await writeFile(path, toneWav(20, 440));
    const { body } = await owner.rest.upload<Track>(path, {
      path: `/api/music/tracks?venueId=${owner.venueId}`,
      type: 'audio/wav',
    });
    await untilProcessed(owner, realTracks.length + 1);
    const storage = join(controlled(system).place.folder, 'storage');
    for (const name of await readdir(storage, { recursive: true })) {
      if (name.includes(body.id) && name.endsWith('.wav'))
        await writeFile(join(storage, name), Buffer.alloc(320_044, 7));
    }
    return body;
  }

  /** The mean level of a second. */
  async function loudness(): Promise<number> {
    const heard = await listen(player, 1_000);
    return heard.reduce((sum, { level }) => sum + level, 0) / heard.length;
  }
});

const countOf = (plays: readonly { trackId: string }[], track: Track): number =>
  plays.filter(({ trackId }) => trackId === track.id).length;

/** Milliseconds of the longest stretch that a room would call silent: below a fiftieth of what it heard before. */
function longestSilence(heard: readonly Moment[]): number {
  const usual = heard.slice(0, 100).reduce((sum, { level }) => sum + level, 0) / Math.min(100, heard.length);
  let longest = 0;
  let since = heard[0]?.at ?? 0;
  for (const { at, level } of heard) {
    if (level > usual / 50) since = at;
    longest = Math.max(longest, at - since);
  }
  return longest;
}
